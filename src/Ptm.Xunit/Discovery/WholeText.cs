using System.Globalization;
using System.Text;

namespace Ptm.Xunit.Discovery;

/// <summary>Any text as whole characters, and back: half a surrogate pair has no UTF-8, so that two ids would become one, and one would not be found again.</summary>
internal static class WholeText
{
    const char Escape = '\\';

    public static string Of(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        StringBuilder escaped = new(text.Length + 8);
        for (int at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
            {
                escaped.Append(text[at++]).Append(text[at]);
            }
            else if (char.IsSurrogate(text[at]) || text[at] == Escape)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"{Escape}{(int)text[at]:x4}");
            }
            else
            {
                escaped.Append(text[at]);
            }
        }

        return escaped.ToString();
    }

    public static string Restore(string text)
    {
        if (!text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder restored = new(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == Escape)
            {
                restored.Append((char)int.Parse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 4;
            }
            else
            {
                restored.Append(text[at]);
            }
        }

        return restored.ToString();
    }

    static bool IsPlain(string text)
    {
        foreach (char letter in text)
        {
            if (letter == Escape || char.IsSurrogate(letter))
            {
                return false;
            }
        }

        return true;
    }
}
