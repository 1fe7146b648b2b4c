using System.Globalization;
using System.Text;

namespace Ptm.Engine.Library.Writing;

/// <summary>Tells two texts apart by lines, in the form that <c>patch</c> and <c>git apply</c> read.</summary>
internal static class UnifiedDiff
{
    const int Context = 3;

    // Beyond this many changed lines the shortest way from one to the other is not looked for.
    const int MostChanges = 2_000;

    enum Mark
    {
        Kept,
        Removed,
        Added,
    }

    /// <summary>The diff; empty for equal texts.</summary>
    /// <param name="before">The text as it was.</param>
    /// <param name="after">The text as it is.</param>
    /// <param name="nameBefore">What the first is called, such as <c>a/prompts/refund.yaml</c>.</param>
    /// <param name="nameAfter">What the second is called.</param>
    public static string Of(string before, string after, string nameBefore, string nameAfter)
    {
        if (before == after)
        {
            return "";
        }

        string[] old = Lines(before);
        string[] @new = Lines(after);
        StringBuilder diff = new();
        diff.Append("--- ").Append(Quoted(nameBefore)).Append('\n').Append("+++ ").Append(Quoted(nameAfter)).Append('\n');
        AppendHunks(diff, Compare(old, @new));
        return diff.ToString();
    }

    static void AppendHunks(StringBuilder diff, List<(Mark Mark, string Line)> lines)
    {
        int oldLine = 1;
        int newLine = 1;
        int at = 0;
        while (lines.FindIndex(at, line => line.Mark != Mark.Kept) is var change and >= 0)
        {
            int start = Math.Max(at, change - Context);
            oldLine += start - at;
            newLine += start - at;
            int end = EndOf(lines, change);
            int removed = lines[start..end].Count(line => line.Mark != Mark.Added);
            int added = lines[start..end].Count(line => line.Mark != Mark.Removed);
            diff.Append(CultureInfo.InvariantCulture, $"@@ -{Span(oldLine, removed)} +{Span(newLine, added)} @@\n");
            foreach ((Mark mark, string line) in lines[start..end])
            {
                diff.Append(mark switch { Mark.Kept => ' ', Mark.Removed => '-', _ => '+' }).Append(line);
                _ = line.EndsWith('\n') ? diff : diff.Append("\n\\ No newline at end of file\n");
            }

            oldLine += removed;
            newLine += added;
            at = end;
        }
    }

    // A hunk goes on while no more than twice the context is unchanged in between.
    static int EndOf(List<(Mark Mark, string Line)> lines, int change)
    {
        int last = change;
        for (int at = change; at < lines.Count && at - last <= 2 * Context; at++)
        {
            last = lines[at].Mark == Mark.Kept ? last : at;
        }

        return Math.Min(lines.Count, last + 1 + Context);
    }

    static string Span(int line, int count) => count switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{line - 1},0"),
        1 => line.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{line},{count}"),
    };

    static List<(Mark Mark, string Line)> Compare(string[] old, string[] @new)
    {
        int head = 0;
        while (head < old.Length && head < @new.Length && old[head] == @new[head])
        {
            head++;
        }

        int tail = 0;
        while (tail < old.Length - head && tail < @new.Length - head && old[^(tail + 1)] == @new[^(tail + 1)])
        {
            tail++;
        }

        return
        [
            .. old[..head].Select(line => (Mark.Kept, line)),
            .. Shortest(old[head..^tail], @new[head..^tail]),
            .. old[^tail..].Select(line => (Mark.Kept, line)),
        ];
    }

    // Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
    static List<(Mark Mark, string Line)> Shortest(string[] old, string[] @new)
    {
        int most = Math.Min(old.Length + @new.Length, MostChanges);
        int[] reach = new int[(2 * most) + 2];
        List<int[]> trace = [];
        for (int changes = 0; changes <= most; changes++)
        {
            trace.Add([.. reach]);
            for (int diagonal = -changes; diagonal <= changes; diagonal += 2)
            {
                int x = IsDown(reach, diagonal, changes, most) ? reach[most + diagonal + 1] : reach[most + diagonal - 1] + 1;
                while (x < old.Length && x - diagonal < @new.Length && old[x] == @new[x - diagonal])
                {
                    x++;
                }

                reach[most + diagonal] = x;
                if (x >= old.Length && x - diagonal >= @new.Length)
                {
                    return Back(old, @new, trace, most);
                }
            }
        }

        return [.. old.Select(line => (Mark.Removed, line)), .. @new.Select(line => (Mark.Added, line))];
    }

    static List<(Mark Mark, string Line)> Back(string[] old, string[] @new, List<int[]> trace, int most)
    {
        List<(Mark, string)> lines = [];
        int x = old.Length;
        int y = @new.Length;
        for (int changes = trace.Count - 1; changes >= 0; changes--)
        {
            int[] reach = trace[changes];
            int diagonal = x - y;
            bool isDown = IsDown(reach, diagonal, changes, most);
            int from = isDown ? diagonal + 1 : diagonal - 1;
            int fromX = changes == 0 ? 0 : reach[most + from];
            int fromY = changes == 0 ? 0 : fromX - from;
            while (x > fromX && y > fromY)
            {
                lines.Add((Mark.Kept, old[--x]));
                y--;
            }

            if (changes > 0)
            {
                lines.Add(isDown ? (Mark.Added, @new[--y]) : (Mark.Removed, old[--x]));
            }
        }

        lines.Reverse();
        return lines;
    }

    static bool IsDown(int[] reach, int diagonal, int changes, int most) =>
        diagonal == -changes || (diagonal != changes && reach[most + diagonal - 1] < reach[most + diagonal + 1]);

    // A line ends with its line feed, so that a carriage return is part of it and a last line without an end differs from one with it.
    static string[] Lines(string text)
    {
        List<string> lines = [];
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start) is var found and >= 0 ? found + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }

    // As git writes names: behind one with a space stands a tab, and one with signs of its own stands in quotes.
    static string Quoted(string name) =>
        !name.Any(character => character is '"' or '\\' || char.IsControl(character)) ? (name.Contains(' ', StringComparison.Ordinal) ? name + "\t" : name)
        : $"\"{string.Concat(name.Select(Escaped))}\"";

    static string Escaped(char character) => character switch
    {
        '"' or '\\' => $"\\{character}",
        _ when char.IsControl(character) => $"\\{Convert.ToString(character, 8).PadLeft(3, '0')}",
        _ => character.ToString(),
    };
}
