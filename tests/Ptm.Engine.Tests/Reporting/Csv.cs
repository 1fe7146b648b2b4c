using System.Text;

namespace Ptm.Engine.Tests.Reporting;

/// <summary>Reads RFC 4180 to the letter, and refuses what it does not allow.</summary>
internal static class Csv
{
    public static IReadOnlyList<string[]> Read(string text)
    {
        List<string[]> rows = [];
        List<string> row = [];
        int position = text.StartsWith('\uFEFF') ? 1 : 0;
        while (position < text.Length)
        {
            row.Add(text[position] == '"' ? Quoted(text, ref position) : Plain(text, ref position));
            if (position < text.Length && text[position] == ',')
            {
                position++;
                continue;
            }

            Assert.Equal("\r\n", text.Substring(position, 2));
            position += 2;
            rows.Add([.. row]);
            row.Clear();
        }

        return rows;
    }

    static string Plain(string text, ref int position)
    {
        int start = position;
        while (text[position] is not (',' or '\r'))
        {
            Assert.False(text[position] is '"' or '\n', "A quote or a line feed stands in a cell without quotes.");
            position++;
        }

        return text[start..position];
    }

    static string Quoted(string text, ref int position)
    {
        StringBuilder cell = new();
        for (position++; ; position++)
        {
            if (text[position] != '"')
            {
                cell.Append(text[position]);
            }
            else if (text[++position] == '"')
            {
                cell.Append('"');
            }
            else
            {
                return cell.ToString();
            }
        }
    }
}
