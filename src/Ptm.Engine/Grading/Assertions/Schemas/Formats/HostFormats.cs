using System.Buffers;

namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>Names of hosts (RFC 1123) and mail addresses (RFC 5321, without quoted names and without addresses in brackets).</summary>
internal static class HostFormats
{
    const int LongestName = 253;
    const int LongestLabel = 63;

    static readonly SearchValues<char> s_atom = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");

    public static bool IsHostName(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> name = text is [.., '.'] ? text[..^1] : text;
        return name.Length <= LongestName && AreLabels(name, LongestLabel) > 0;
    }

    public static bool IsEmail(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('@');
        return at > 0 && IsMailbox(text[..at]) && AreLabels(text[(at + 1)..], int.MaxValue) >= 2;
    }

    static bool IsMailbox(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> atom = text[range];
            if (atom.IsEmpty || atom.ContainsAnyExcept(s_atom))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many labels a name is made of, 0 where one of them is none.</summary>
    static int AreLabels(ReadOnlySpan<char> text, int longest)
    {
        int count = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            if (label.IsEmpty || label.Length > longest || label[0] == '-' || label[^1] == '-')
            {
                return 0;
            }

            foreach (char letter in label)
            {
                if (!char.IsAsciiLetterOrDigit(letter) && letter != '-')
                {
                    return 0;
                }
            }

            count++;
        }

        return count;
    }
}
