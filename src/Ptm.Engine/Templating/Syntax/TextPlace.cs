namespace Ptm.Engine.Templating.Syntax;

/// <summary>
/// Finds a character of a text in the file that the text was read from. YAML and JSON fold, indent and escape texts, so that counting from the
/// text's beginning goes astray there: the file is searched for the line, or the piece of it, that the character stands in.
/// </summary>
internal static class TextPlace
{
    const int PieceLength = 40;
    const long MaxFileLength = 16 * 1024 * 1024;

    static readonly string[] s_coded = [".yaml", ".yml", ".json"];

    // An error or a warning needs it, and a run may have one a case.
    static volatile Tuple<string, DateTime, string[]>? s_lastRead;

    public static SourceLocation Of(string text, int position, SourceLocation? origin, string? inside)
    {
        position = Math.Clamp(position, 0, text.Length);
        if (origin is { File.Length: > 0 } && s_coded.Contains(Path.GetExtension(origin.File)) && Lines(origin.File) is { } lines
            && Find(text, position, lines, Math.Max(origin.Line, 1) - 1, Math.Max(origin.Column, 1) - 1) is { } found)
        {
            return new(origin.File, found.Line + 1, found.Column + 1);
        }

        if (inside is not null && Find(text, position, inside.Split('\n'), 0, 0) is { } within)
        {
            return Count(origin, within.Line, within.Column);
        }

        ReadOnlySpan<char> before = text.AsSpan(0, position);
        return inside is null ? Count(origin, before.Count('\n'), before.Length - (before.LastIndexOf('\n') + 1)) : Count(origin, 0, 0);
    }

    static SourceLocation Count(SourceLocation? origin, int line, int column) => new(
        origin?.File ?? "",
        Math.Max(origin?.Line ?? 1, 1) + line,
        (line == 0 ? Math.Max(origin?.Column ?? 1, 1) : 1) + column);

    static (int Line, int Column)? Find(string text, int position, string[] lines, int firstLine, int firstColumn)
    {
        int start = position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;
        int end = text.IndexOf('\n', position);
        end = end < 0 ? text.Length : end;
        while (start < position && text[start] is ' ' or '\t')
        {
            start++;
        }

        return Search(text, text[start..end].TrimEnd(), start, position, lines, firstLine, firstColumn)
            ?? Search(text, Piece(text, TagStart(text, start, position), end), TagStart(text, start, position), position, lines, firstLine, firstColumn);
    }

    // A line that is there several times is found as often as it stands before the place.
    static (int Line, int Column)? Search(string text, string piece, int start, int position, string[] lines, int firstLine, int firstColumn)
    {
        if (piece.Length == 0 || start > position)
        {
            return null;
        }

        int before = Occurrences(text.AsSpan(0, start), piece);
        for (int line = firstLine; line < lines.Length; line++)
        {
            int at = line == firstLine ? Math.Min(firstColumn, lines[line].Length) : 0;
            while ((at = lines[line].IndexOf(piece, at, StringComparison.Ordinal)) >= 0)
            {
                if (before-- == 0)
                {
                    return (line, at + position - start);
                }

                at += piece.Length;
            }
        }

        return null;
    }

    static int Occurrences(ReadOnlySpan<char> text, string piece)
    {
        int count = 0;
        for (int at = text.IndexOf(piece); at >= 0; at = text.IndexOf(piece))
        {
            count++;
            text = text[(at + piece.Length)..];
        }

        return count;
    }

    static int TagStart(string text, int start, int position)
    {
        int open = position == 0 ? -1 : text.LastIndexOf('{', Math.Min(position, text.Length - 1), Math.Min(position, text.Length - 1) - start + 1);
        return open > start && text[open - 1] == '{' ? open - 1 : Math.Max(open, start);
    }

    // Up to what a quoted text would write in another way.
    static string Piece(string text, int start, int end)
    {
        ReadOnlySpan<char> piece = text.AsSpan(start, Math.Min(end - start, PieceLength));
        int escaped = piece.IndexOfAny('"', '\'', '\\');
        return (escaped < 0 ? piece : piece[..escaped]).ToString();
    }

    static string[]? Lines(string path)
    {
        try
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            if (s_lastRead is { } last && last.Item1 == path && last.Item2 == written)
            {
                return last.Item3;
            }

            if (new FileInfo(path) is not { Exists: true, Length: <= MaxFileLength })
            {
                return null;
            }

            string[] lines = File.ReadAllLines(path);
            s_lastRead = Tuple.Create(path, written, lines);
            return lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
