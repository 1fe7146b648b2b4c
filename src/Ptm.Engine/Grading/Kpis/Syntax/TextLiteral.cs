using System.Globalization;
using System.Text;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Syntax;

/// <summary>A text in quotes, with Python's escapes.</summary>
internal static class TextLiteral
{
    public static KpiText Read(KpiSource source, ref int at)
    {
        string text = source.Text;
        int start = at++;
        StringBuilder value = new();
        while (true)
        {
            if (at >= text.Length || text[at] == '\n')
            {
                throw source.SyntaxError(start, $"This text has no closing {text[start]}.");
            }

            char next = text[at++];
            if (next == text[start])
            {
                return new(value.ToString());
            }

            if (next == '\\' && at < text.Length)
            {
                Escape(source, value, ref at);
            }
            else
            {
                value.Append(next);
            }
        }
    }

    static void Escape(KpiSource source, StringBuilder value, ref int at)
    {
        char letter = source.Text[at++];
        switch (letter)
        {
            case '\\' or '\'' or '"': value.Append(letter); break;
            case 'n': value.Append('\n'); break;
            case 't': value.Append('\t'); break;
            case 'r': value.Append('\r'); break;
            case 'a': value.Append('\a'); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'v': value.Append('\v'); break;
            case 'x': Append(source, value, Number(source, ref at, 2, 2, 16), at); break;
            case 'u': Append(source, value, Number(source, ref at, 4, 4, 16), at); break;
            case 'U': Append(source, value, Number(source, ref at, 8, 8, 16), at); break;
            case >= '0' and <= '7':
                at--;
                Append(source, value, Number(source, ref at, 1, 3, 8), at);
                break;
            case 'N':
                throw source.SyntaxError(at - 2, "There are no named characters; write the character itself.");
            default:
                // As in Python, a backslash that escapes nothing is itself.
                value.Append('\\');
                at--;
                break;
        }
    }

    static long Number(KpiSource source, ref int at, int least, int most, int radix)
    {
        int start = at;
        long number = 0;
        while (at < source.Text.Length && at - start < most && char.IsAsciiHexDigit(source.Text[at])
            && int.Parse(source.Text.AsSpan(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var digit && digit < radix)
        {
            number = (number * radix) + digit;
            at++;
        }

        return at - start >= least ? number : throw source.SyntaxError(start, $"This escape has {least} digits.");
    }

    static void Append(KpiSource source, StringBuilder value, long code, int at) =>
        value.Append(code <= 0x10FFFF && Rune.IsValid((int)code) ? new Rune((int)code) : throw source.SyntaxError(at - 1, "There is no character of this number."));
}
