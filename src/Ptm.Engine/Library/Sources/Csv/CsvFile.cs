namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>Looks at the beginning of a table before it is read.</summary>
internal static class CsvFile
{
    const int Beginning = 64 * 1024;

    /// <summary>What separates the fields, and whether the first line only says so.</summary>
    public static (char Delimiter, bool HasHint) Look(string path)
    {
        using StreamReader reader = SourceText.Open(path);
        char[] buffer = new char[Beginning];
        string first = Header(buffer.AsSpan(0, reader.ReadBlock(buffer)).TrimStart("\r\n"));
        return (CsvDelimiter.Of(first), CsvDelimiter.IsHint(first));
    }

    // The first row; a line end inside quotes does not end it.
    static string Header(ReadOnlySpan<char> text)
    {
        bool isQuoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            isQuoted ^= text[at] == '"';
            if (!isQuoted && text[at] is '\n' or '\r')
            {
                return text[..at].ToString();
            }
        }

        return text.ToString();
    }
}
