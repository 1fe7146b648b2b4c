using System.Buffers;

namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>UUIDs, Base64 and regular expressions.</summary>
internal static class TextFormats
{
    const string Urn = "urn:uuid:";

    static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> digits = text.StartsWith(Urn, StringComparison.OrdinalIgnoreCase) ? text[Urn.Length..] : text;
        for (int at = 0; at < digits.Length; at++)
        {
            if (at is 8 or 13 or 18 or 23 ? digits[at] != '-' : !char.IsAsciiHexDigit(digits[at]))
            {
                return false;
            }
        }

        return digits.Length == 36;
    }

    /// <summary>Base64, each line by itself.</summary>
    public static bool IsBase64(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.SplitAny('\n', '\r', '\u2028', '\u2029'))
        {
            ReadOnlySpan<char> line = text[range];
            ReadOnlySpan<char> letters = line.EndsWith("==") ? line[..^2] : line.EndsWith("=") ? line[..^1] : line;
            if (line.Length % 4 != 0 || letters.ContainsAnyExcept(s_base64))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A regular expression of JavaScript, where <c>\Z</c> behind something marks one of another language.</summary>
    public static bool IsPattern(string text)
    {
        for (int at = text.IndexOf("\\Z", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\\Z", at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && text[at - 1] != '\\')
            {
                return false;
            }
        }

        return JavaScriptPattern.IsValid(text);
    }
}
