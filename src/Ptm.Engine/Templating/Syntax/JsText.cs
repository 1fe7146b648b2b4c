namespace Ptm.Engine.Templating.Syntax;

/// <summary>Text as JavaScript sees it: U+FEFF is white space, U+0085 is not, and surrogates may stand alone.</summary>
internal static class JsText
{
    public static bool IsWhiteSpace(char c) => c == '\ufeff' || (c != '\u0085' && char.IsWhiteSpace(c));

    /// <summary>Whether every surrogate has its partner.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (int index = text.IndexOfAnyInRange('\ud800', '\udfff'); index >= 0 && index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[index]) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
            {
                return false;
            }

            index++;
        }

        return true;
    }

    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        int start = 0;
        while (start < text.Length && IsWhiteSpace(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        int end = text.Length;
        while (end > 0 && IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }
}
