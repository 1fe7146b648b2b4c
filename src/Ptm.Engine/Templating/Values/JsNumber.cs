using System.Buffers;
using System.Globalization;

namespace Ptm.Engine.Templating.Values;

/// <summary>Numbers as JavaScript prints and reads them, whatever the culture.</summary>
internal static class JsNumber
{
    /// <summary>Characters the longest number takes.</summary>
    public const int MaxLength = 32;

    static readonly SearchValues<char> _decimal = SearchValues.Create("0123456789.eE+-");

    public static string Format(double number)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        return buffer[..Format(number, buffer)].ToString();
    }

    /// <summary>Writes the number and returns its length.</summary>
    public static int Format(double number, Span<char> buffer)
    {
        if (Math.Abs(number) < 1e15 && Math.Floor(number) == number)
        {
            ((long)number).TryFormat(buffer, out int length, default, CultureInfo.InvariantCulture);
            return length;
        }

        if (!double.IsFinite(number))
        {
            string name = double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
            name.CopyTo(buffer);
            return name.Length;
        }

        return FormatShortest(number, buffer);
    }

    public static double Parse(ReadOnlySpan<char> text)
    {
        text = Syntax.JsText.TrimEnd(Syntax.JsText.TrimStart(text));
        if (text.IsEmpty)
        {
            return 0;
        }

        if (text.Length > 2 && text[0] == '0' && (text[1] | 0x20) is 'x' or 'o' or 'b')
        {
            return ParseWhole(text, (text[1] | 0x20) switch { 'x' => 16, 'o' => 8, _ => 2 });
        }

        ReadOnlySpan<char> unsigned = text[0] is '+' or '-' ? text[1..] : text;
        if (unsigned.SequenceEqual("Infinity"))
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        return !unsigned.ContainsAnyExcept(_decimal)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
    }

    /// <summary>JavaScript's parseFloat: the longest number at the start, else NaN.</summary>
    public static double ParsePrefix(ReadOnlySpan<char> text)
    {
        text = Syntax.JsText.TrimStart(text);
        int end = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        if (text[end..].StartsWith("Infinity"))
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        int digits = end;
        end = SkipDigits(text, end);
        if (end < text.Length && text[end] == '.')
        {
            digits++;
            end = SkipDigits(text, end + 1);
        }

        if (end == digits)
        {
            return double.NaN;
        }

        if (end < text.Length && (text[end] | 0x20) == 'e')
        {
            int sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 2 : 1;
            int exponent = SkipDigits(text, Math.Min(end + sign, text.Length));
            end = exponent > end + sign ? exponent : end;
        }

        return double.Parse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>JavaScript's parseInt: the whole number at the start in the given base, else NaN.</summary>
    public static double ParseInteger(ReadOnlySpan<char> text, int radix)
    {
        text = Syntax.JsText.TrimStart(text);
        bool negative = text.Length > 0 && text[0] == '-';
        text = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (radix == 16 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            text = text[2..];
        }

        int end = 0;
        while (end < text.Length && Digit(text[end]) < radix)
        {
            end++;
        }

        if (end == 0)
        {
            return double.NaN;
        }

        double value = radix == 10
            ? double.Parse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture)
            : Accumulate(text[..end], radix);
        return negative ? -value : value;
    }

    static double ParseWhole(ReadOnlySpan<char> text, int radix)
    {
        foreach (char c in text[2..])
        {
            if (Digit(c) >= radix)
            {
                return double.NaN;
            }
        }

        return Accumulate(text[2..], radix);
    }

    static double Accumulate(ReadOnlySpan<char> digits, int radix)
    {
        double value = 0;
        foreach (char c in digits)
        {
            value = (value * radix) + Digit(c);
        }

        return value;
    }

    static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10 : int.MaxValue;

    static int SkipDigits(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>ECMA-262, Number::toString: the shortest digits that read back, with an exponent below 1e-6 and from 1e21 on.</summary>
    static int FormatShortest(double number, Span<char> buffer)
    {
        Span<char> raw = stackalloc char[MaxLength];
        Math.Abs(number).TryFormat(raw, out int rawLength, "R", CultureInfo.InvariantCulture);
        raw = raw[..rawLength];

        int mark = raw.IndexOf('E');
        int point = mark < 0 ? 0 : int.Parse(raw[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        ReadOnlySpan<char> mantissa = mark < 0 ? raw : raw[..mark];
        Span<char> digits = stackalloc char[MaxLength];
        int count = 0;
        bool behindPoint = false;
        foreach (char c in mantissa)
        {
            if (c == '.')
            {
                behindPoint = true;
            }
            else if (c != '0' || count > 0)
            {
                digits[count++] = c;
                point += behindPoint ? 0 : 1;
            }
            else if (behindPoint)
            {
                point--;
            }
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        int length = 0;
        if (number < 0)
        {
            buffer[length++] = '-';
        }

        return length + Lay(digits[..count], point, buffer[length..]);
    }

    /// <summary>Lays out 0.DIGITS × 10^point.</summary>
    static int Lay(ReadOnlySpan<char> digits, int point, Span<char> buffer)
    {
        int length = 0;
        switch (point)
        {
            case > 0 and <= 21 when digits.Length <= point:
                digits.CopyTo(buffer);
                buffer[digits.Length..point].Fill('0');
                return point;
            case > 0 and <= 21:
                digits[..point].CopyTo(buffer);
                buffer[point] = '.';
                digits[point..].CopyTo(buffer[(point + 1)..]);
                return digits.Length + 1;
            case > -6 and <= 0:
                "0.".CopyTo(buffer);
                buffer[2..(2 - point)].Fill('0');
                digits.CopyTo(buffer[(2 - point)..]);
                return digits.Length + 2 - point;
            default:
                buffer[length++] = digits[0];
                if (digits.Length > 1)
                {
                    buffer[length++] = '.';
                    digits[1..].CopyTo(buffer[length..]);
                    length += digits.Length - 1;
                }

                buffer[length++] = 'e';
                buffer[length++] = point > 0 ? '+' : '-';
                Math.Abs(point - 1).TryFormat(buffer[length..], out int exponent, default, CultureInfo.InvariantCulture);
                return length + exponent;
        }
    }
}
