namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>
/// URIs and references of RFC 3986. What stands behind a scheme is read with patience, as promptfoo's validator does:
/// only an address in brackets has to stand where a host may, and any other authority is as good as a path.
/// </summary>
internal static class UriFormats
{
    public static bool IsUri(ReadOnlySpan<char> text) => SchemeLength(text) is > 0 and int scheme && IsRest(text[(scheme + 1)..], needsPath: true);

    public static bool IsReference(ReadOnlySpan<char> text) =>
        IsRest(text, needsPath: false) || (SchemeLength(text) is > 0 and int scheme && IsRest(text[(scheme + 1)..], needsPath: false));

    static int SchemeLength(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        if (colon < 1 || !char.IsAsciiLetter(text[0]))
        {
            return -1;
        }

        foreach (char letter in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('+' or '-' or '.'))
            {
                return -1;
            }
        }

        return colon;
    }

    static bool IsRest(ReadOnlySpan<char> text, bool needsPath)
    {
        int hash = text.IndexOf('#');
        if (hash >= 0)
        {
            if (!Letters.AreAll(text[(hash + 1)..], IsQueryLetter))
            {
                return false;
            }

            text = text[..hash];
        }

        int mark = text.IndexOf('?');
        if (mark >= 0)
        {
            if (!Letters.AreAll(text[(mark + 1)..], IsQueryLetter))
            {
                return false;
            }

            text = text[..mark];
        }

        return text.IsEmpty ? !needsPath : Letters.AreAll(text, IsPathLetter) || HasBracketedHost(text);
    }

    static bool HasBracketedHost(ReadOnlySpan<char> text)
    {
        int slashes = text.StartsWith("//") ? 2 : text[0] == '/' ? 1 : 0;
        int open = text.IndexOf('[');
        int close = text.IndexOf(']');
        if (slashes == 0 || open < slashes || close < open)
        {
            return false;
        }

        ReadOnlySpan<char> user = text[slashes..open];
        ReadOnlySpan<char> host = text[(open + 1)..close];
        ReadOnlySpan<char> rest = text[(close + 1)..];
        if (rest is [':', ..])
        {
            rest = rest[(1 + Letters.CountDigits(rest[1..]))..];
        }

        return (user.IsEmpty || (user[^1] == '@' && Letters.AreAll(user[..^1], IsUserLetter)))
            && (AddressFormats.IsIpv6(host, leadingZeros: true) || IsFutureAddress(host))
            && (rest.IsEmpty || (rest[0] == '/' && Letters.AreAll(rest, IsPathLetter)));
    }

    static bool IsFutureAddress(ReadOnlySpan<char> text)
    {
        int dot = text.IndexOf('.');
        if (dot < 2 || text[0] is not ('v' or 'V') || dot + 1 == text.Length)
        {
            return false;
        }

        foreach (char letter in text[1..dot])
        {
            if (!char.IsAsciiHexDigit(letter))
            {
                return false;
            }
        }

        foreach (char letter in text[(dot + 1)..])
        {
            if (!IsUserLetter(letter))
            {
                return false;
            }
        }

        return true;
    }

    static bool IsUserLetter(char letter) => Letters.IsUnreserved(letter) || Letters.IsSubDelimiter(letter) || letter == ':';

    static bool IsPathLetter(char letter) => IsUserLetter(letter) || letter is '@' or '/';

    static bool IsQueryLetter(char letter) => IsPathLetter(letter) || letter == '?';
}
