namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>
/// The format <c>url</c>: an address of the public web. <c>http</c>, <c>https</c> or <c>ftp</c>, a name with a top-level domain of letters
/// or an IPv4 address that is not reserved for private use, a port of two to five digits, and a path that begins with a slash.
/// </summary>
internal static class WebAddressFormat
{
    static readonly string[] s_schemes = ["http://", "https://", "ftp://"];

    public static bool Matches(ReadOnlySpan<char> text)
    {
        foreach (string scheme in s_schemes)
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return IsRest(text[scheme.Length..]);
            }
        }

        return false;
    }

    // Whoever logs in may have any name, also one with a slash or an @ in it, so every @ may be the one before the host.
    static bool IsRest(ReadOnlySpan<char> text)
    {
        int firstSpace = FirstSpace(text);
        int lastSpace = LastSpace(text);
        for (int start = 0; ;)
        {
            ReadOnlySpan<char> rest = text[start..];
            int stop = rest.IndexOfAny('/', '@');
            int end = stop < 0 ? rest.Length : stop;
            bool isHost = start != 1 && (stop < 0 || rest[stop] == '/') && IsHostAndPort(rest[..end]);
            if (isHost && lastSpace < start + end)
            {
                return true;
            }

            int at = rest.IndexOf('@');
            if (at < 0 || start + at > firstSpace)
            {
                return false;
            }

            start += at + 1;
        }
    }

    static int FirstSpace(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (at < text.Length && !Letters.IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    static int LastSpace(ReadOnlySpan<char> text)
    {
        int at = text.Length - 1;
        while (at >= 0 && !Letters.IsSpace(text[at]))
        {
            at--;
        }

        return at;
    }

    static bool IsHostAndPort(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        return colon < 0 ? IsHost(text) : Letters.Number(text[(colon + 1)..], 2, 5) >= 0 && IsHost(text[..colon]);
    }

    static bool IsHost(ReadOnlySpan<char> text)
    {
        int dot = text.LastIndexOf('.');
        return dot > 0 && (IsTopLevel(text[(dot + 1)..]) ? AreLabels(text[..dot]) : IsPublicAddress(text));
    }

    static bool IsTopLevel(ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (!char.IsAsciiLetter(letter) && !IsForeign(letter))
            {
                return false;
            }
        }

        return text.Length >= 2;
    }

    static bool AreLabels(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.Contains("--", StringComparison.Ordinal))
            {
                return false;
            }

            foreach (char letter in label)
            {
                if (!char.IsAsciiLetterOrDigit(letter) && letter != '-' && !IsForeign(letter))
                {
                    return false;
                }
            }
        }

        return true;
    }

    static bool IsForeign(char letter) => letter > '\u00A0' && !char.IsSurrogate(letter);

    static bool IsPublicAddress(ReadOnlySpan<char> text)
    {
        Span<int> numbers = stackalloc int[4];
        int count = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            int number = Letters.Number(part, 1, 3);
            bool outer = count is 0 or 3;
            if (count == 4 || number < 0 || (part[0] == '0' && (outer || part.Length == 3)))
            {
                return false;
            }

            numbers[count++] = number;
        }

        return count == 4
            && numbers[0] is >= 1 and <= 223 and not (10 or 127)
            && numbers[1] <= 255
            && numbers[2] <= 255
            && numbers[3] is >= 1 and <= 254
            && (numbers[0], numbers[1]) is not ((169, 254) or (192, 168) or (172, >= 16 and <= 31));
    }
}
