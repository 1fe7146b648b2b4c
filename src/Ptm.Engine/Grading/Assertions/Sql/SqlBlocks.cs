namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>SQL in a model's text: the fenced blocks that name SQL or no language, and without any such block the text itself.</summary>
internal static class SqlBlocks
{
    const int ShortestFence = 3;
    const int DeepestFence = 3;

    static readonly string[] _lineEnds = ["\r\n", "\n", "\r"];

    public static IReadOnlyList<string> Of(string text)
    {
        List<string> blocks = [];
        bool fenced = false;
        string[] lines = text.Split(_lineEnds, StringSplitOptions.None);
        for (int at = 0; at < lines.Length; at++)
        {
            if (!IsFence(lines[at], out char mark, out int length, out string info))
            {
                continue;
            }

            int end = at + 1;
            while (end < lines.Length && !Closes(lines[end], mark, length))
            {
                end++;
            }

            if (end == lines.Length)
            {
                break;
            }

            if (info.Length == 0 || info.Equals("sql", StringComparison.OrdinalIgnoreCase))
            {
                fenced = true;
                Add(string.Join('\n', lines[(at + 1)..end]));
            }

            at = end;
        }

        if (!fenced)
        {
            Add(text);
        }

        return blocks;

        void Add(string sql)
        {
            if (!string.IsNullOrWhiteSpace(sql))
            {
                blocks.Add(sql.Trim());
            }
        }
    }

    static bool IsFence(string line, out char mark, out int length, out string info)
    {
        int start = 0;
        while (start < line.Length && start < DeepestFence && line[start] is ' ' or '\t')
        {
            start++;
        }

        mark = start < line.Length ? line[start] : '\0';
        int end = start;
        while (end < line.Length && line[end] == mark)
        {
            end++;
        }

        length = end - start;
        info = line[end..].Trim();
        return mark is '`' or '~' && length >= ShortestFence;
    }

    static bool Closes(string line, char mark, int length) =>
        IsFence(line, out char closing, out int closingLength, out _)
        && closing == mark
        && closingLength >= length
        && line.AsSpan().TrimEnd(" \t").EndsWith(mark)
        && line.AsSpan().Trim(" \t").IndexOfAnyExcept(mark) < 0;
}
