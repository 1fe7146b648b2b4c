namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>JSON pointers of RFC 6901, as texts, as fragments and relative ones.</summary>
internal static class PointerFormats
{
    public static bool IsPointer(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] != '/')
        {
            return false;
        }

        for (int at = text.IndexOf('~'); at >= 0 && at < text.Length; at++)
        {
            if (text[at] == '~' && (at + 1 == text.Length || text[at + 1] is not ('0' or '1')))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsFragment(ReadOnlySpan<char> text) =>
        text is ['#', ..] && IsPointer(text[1..]) && Letters.AreAll(text[1..], letter => Letters.IsUnreserved(letter) || Letters.IsSubDelimiter(letter) || letter is ':' or '@' or '/');

    public static bool IsRelative(ReadOnlySpan<char> text)
    {
        int digits = Letters.CountDigits(text);
        return digits > 0 && (digits == 1 || text[0] != '0') && (text[digits..] is "#" || IsPointer(text[digits..]));
    }
}
