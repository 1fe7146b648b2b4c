using System.Text;
using Ptm.Engine.Library.Sources;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>
/// Reads a file of environment variables: <c>NAME=value</c> a line, <c>export</c> before it or not, with comments behind a number sign.
/// A value in quotes may go on over lines; <c>\n</c> and <c>\r</c> are line breaks between double quotes alone. Nothing in a value stands for another variable.
/// </summary>
internal static class DotEnvFile
{
    const string Export = "export";

    /// <exception cref="PtmException">PTM3001: the file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        string text = SourceText.Read(path).ReplaceLineEndings("\n");
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int at = 0; at < text.Length; at = EndOfLine(text, at) + 1)
        {
            if (Name(text, ref at) is { } name)
            {
                values[name] = Value(text, ref at);
            }
        }

        return values;
    }

    static string? Name(string text, ref int at)
    {
        SkipBlanks(text, ref at);
        if (string.CompareOrdinal(text, at, Export, 0, Export.Length) == 0 && at + Export.Length < text.Length && text[at + Export.Length] is ' ' or '\t')
        {
            at += Export.Length;
            SkipBlanks(text, ref at);
        }

        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' or '-'))
        {
            at++;
        }

        string name = text[start..at];
        bool colon = at < text.Length && text[at] == ':' && at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]);
        SkipBlanks(text, ref at);
        if (name.Length == 0 || at >= text.Length || (text[at] != '=' && !colon))
        {
            return null;
        }

        at++;
        SkipBlanks(text, ref at);
        return name;
    }

    static string Value(string text, ref int at)
    {
        if (at < text.Length && text[at] is '"' or '\'' or '`' && Quoted(text, at) is { } end)
        {
            char quote = text[at];
            string inside = text[(at + 1)..end];
            at = end;
            return quote == '"' ? inside.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal) : inside;
        }

        StringBuilder plain = new();
        while (at < text.Length && text[at] is not ('\n' or '#'))
        {
            plain.Append(text[at++]);
        }

        return plain.ToString().Trim();
    }

    // The quote that ends a value is one behind which only a comment follows on its line; others are part of it.
    static int? Quoted(string text, int open)
    {
        for (int at = open + 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == text[open])
            {
                int next = at + 1;
                SkipBlanks(text, ref next);
                if (next >= text.Length || text[next] is '\n' or '#')
                {
                    return at;
                }
            }
        }

        return null;
    }

    static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }
    }

    static int EndOfLine(string text, int at) => text.IndexOf('\n', Math.Min(at, text.Length)) is >= 0 and var end ? end : text.Length;
}
