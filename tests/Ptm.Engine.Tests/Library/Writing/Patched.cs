using System.Globalization;

namespace Ptm.Engine.Tests.Library.Writing;

/// <summary>Follows a unified diff as <c>patch</c> does, and fails where the text is another one than it says.</summary>
static class Patched
{
    public static string By(string text, string diff)
    {
        List<string> old = Lines(text);
        List<string> made = [];
        int at = 0;
        string last = "";
        foreach (string line in Lines(diff).Skip(2))
        {
            switch (line[0])
            {
                case '@':
                    string[] span = line.Split(' ')[1][1..].Split(',');
                    int start = int.Parse(span[0], CultureInfo.InvariantCulture) - (span is [_, "0"] ? 0 : 1);
                    made.AddRange(old[at..start]);
                    at = start;
                    break;
                case '\\':
                    if (last[0] != '-')
                    {
                        made[^1] = made[^1][..^1];
                    }

                    if (last[0] != '+')
                    {
                        Assert.Equal(last[1..^1], old[at - 1]);
                    }

                    break;
                case '+':
                    made.Add(line[1..]);
                    break;
                default:
                    Assert.Equal(line[1..].TrimEnd('\n'), old[at].TrimEnd('\n'));
                    at++;
                    if (line[0] == ' ')
                    {
                        made.Add(line[1..]);
                    }

                    break;
            }

            last = line;
        }

        return string.Concat(made.Concat(old[at..]));
    }

    static List<string> Lines(string text)
    {
        List<string> lines = [.. text.Split('\n').Select(line => line + "\n")];
        lines[^1] = lines[^1][..^1];
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
