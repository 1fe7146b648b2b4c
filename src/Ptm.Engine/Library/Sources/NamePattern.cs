namespace Ptm.Engine.Library.Sources;

/// <summary>Matches one name against one part of a pattern: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a]</c>, <c>[^a]</c>.</summary>
internal static class NamePattern
{
    public static bool IsMatch(string name, string pattern)
    {
        if (name.StartsWith('.') && !pattern.StartsWith('.'))
        {
            return false;
        }

        // The last star is the only one that has to be tried at more than one place, so the time is bounded by the two lengths.
        int at = 0;
        int read = 0;
        int star = -1;
        int resume = 0;
        while (at < name.Length)
        {
            if (read < pattern.Length && pattern[read] == '*')
            {
                star = read++;
                resume = at;
            }
            else if (read < pattern.Length && One(name[at], pattern, read, out int next))
            {
                at++;
                read = next;
            }
            else if (star >= 0)
            {
                read = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(read).TrimStart('*').IsEmpty;
    }

    static bool One(char letter, string pattern, int at, out int next)
    {
        next = at + 1;
        switch (pattern[at])
        {
            case '?':
                return true;
            case '[' when pattern.IndexOf(']', Math.Min(at + 2, pattern.Length)) is > 0 and var end:
                next = end + 1;
                ReadOnlySpan<char> set = pattern.AsSpan(at + 1, end - at - 1);
                bool isNegated = set[0] is '!' or '^';
                return IsIn(letter, isNegated ? set[1..] : set) != isNegated;
            default:
                return pattern[at] == letter;
        }
    }

    static bool IsIn(char letter, ReadOnlySpan<char> set)
    {
        for (int index = 0; index < set.Length; index++)
        {
            bool isRange = index + 2 < set.Length && set[index + 1] == '-';
            if (isRange ? letter >= set[index] && letter <= set[index + 2] : letter == set[index])
            {
                return true;
            }

            index += isRange ? 2 : 0;
        }

        return false;
    }
}
