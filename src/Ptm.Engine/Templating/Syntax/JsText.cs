namespace Ptm.Engine.Templating.Syntax;

/// <summary>White space as JavaScript sees it: U+FEFF counts, U+0085 does not.</summary>
internal static class JsText
{
    public static bool IsWhiteSpace(char c) => c == '\ufeff' || (c != '\u0085' && char.IsWhiteSpace(c));

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
