using System.Globalization;
using System.Text;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Writing;

/// <summary>Writes text so that every YAML reader takes it for the same text: as it is, as a block of lines, or between quotes.</summary>
internal static class YamlScalarText
{
    // Text that a reader of YAML 1.1 takes for a boolean.
    static readonly string[] s_words = ["y", "n", "yes", "no", "on", "off"];

    /// <summary>Whether the text can stand without quotes, also in a list between brackets or as a key.</summary>
    public static bool IsPlain(string text) =>
        text.Length > 0 && char.IsLetter(text[0]) && text[^1] != ' '
        && text.All(character => char.IsLetterOrDigit(character) || character is ' ' or '_' or '-' or '.' or '/' or '(' or ')' or '+' or '=' or '?' or '!')
        && YamlCoreSchema.TypeOf(text) == YamlScalarType.Text
        && !s_words.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the text reads best as a block, of which no character is lost: lines that nothing invisible ends or begins.</summary>
    public static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && text[0] is not (' ' or '\n') && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !text.Contains(" \n", StringComparison.Ordinal) && text[^1] != ' '
        && text.All(character => character == '\n' || !NeedsEscape(character));

    public static void AppendBlock(StringBuilder yaml, string text, int indent)
    {
        bool endsLine = text[^1] == '\n';
        yaml.Append(endsLine ? "|\n" : "|-\n");
        foreach (string line in (endsLine ? text[..^1] : text).Split('\n'))
        {
            yaml.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }
    }

    public static void Append(StringBuilder yaml, string text)
    {
        if (IsPlain(text))
        {
            yaml.Append(text);
            return;
        }

        AppendQuoted(yaml, text);
    }

    /// <summary>Writes text between quotes, where every text can stand.</summary>
    public static void AppendQuoted(StringBuilder yaml, string text)
    {
        yaml.Append('"');
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' => yaml.Append("\\\""),
                '\\' => yaml.Append("\\\\"),
                '\n' => yaml.Append("\\n"),
                '\r' => yaml.Append("\\r"),
                '\t' => yaml.Append("\\t"),
                _ when NeedsEscape(character) => yaml.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => yaml.Append(character),
            };
        }

        yaml.Append('"');
    }

    /// <summary>What is invisible, what readers take for the end of a line, and the mark of byte order.</summary>
    public static bool NeedsEscape(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' || char.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
