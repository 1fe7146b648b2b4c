namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>IP addresses: four numbers, and the texts of RFC 4291 without a zone.</summary>
internal static class AddressFormats
{
    const int Groups = 8;

    public static bool IsIpv4(ReadOnlySpan<char> text, bool leadingZeros)
    {
        int count = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            if (Letters.Number(part, 1, 3) is < 0 or > 255 || (!leadingZeros && part.Length > 1 && part[0] == '0'))
            {
                return false;
            }

            count++;
        }

        return count == 4;
    }

    public static bool IsIpv6(ReadOnlySpan<char> text, bool leadingZeros)
    {
        int gap = text.IndexOf("::");
        if (gap < 0)
        {
            return CountGroups(text, leadingZeros) == Groups;
        }

        ReadOnlySpan<char> before = text[..gap];
        ReadOnlySpan<char> after = text[(gap + 2)..];
        int first = before.IsEmpty ? 0 : before.Contains('.') ? -1 : CountGroups(before, leadingZeros);
        int last = after.IsEmpty ? 0 : CountGroups(after, leadingZeros);
        return first >= 0 && last >= 0 && first + last < Groups;
    }

    /// <summary>The groups of 16 bits, two for an IPv4 address at the end; -1 where one of them is none.</summary>
    static int CountGroups(ReadOnlySpan<char> text, bool leadingZeros)
    {
        int count = 0;
        foreach (Range range in text.Split(':'))
        {
            ReadOnlySpan<char> group = text[range];
            if (group.Contains('.') && range.End.GetOffset(text.Length) == text.Length && IsIpv4(group, leadingZeros))
            {
                count += 2;
                continue;
            }

            if (group.Length is 0 or > 4)
            {
                return -1;
            }

            foreach (char letter in group)
            {
                if (!char.IsAsciiHexDigit(letter))
                {
                    return -1;
                }
            }

            count++;
        }

        return count;
    }
}
