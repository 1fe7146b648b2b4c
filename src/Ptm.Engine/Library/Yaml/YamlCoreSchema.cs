using System.Globalization;

namespace Ptm.Engine.Library.Yaml;

internal enum YamlScalarType
{
    Text,
    Null,
    Boolean,
    Number,
}

/// <summary>Which type a plain scalar has: YAML 1.2, section 10.3.2. So <c>no</c>, <c>012</c> as octal and <c>12:30:00</c> do not turn into something else.</summary>
internal static class YamlCoreSchema
{
    public static YamlScalarType TypeOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlScalarType.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => YamlScalarType.Boolean,
        _ => TryNumber(text, out _) ? YamlScalarType.Number : YamlScalarType.Text,
    };

    public static bool ToBoolean(string text) => text[0] is 't' or 'T';

    /// <summary>Reads a number; infinities and NaN are numbers of YAML that JSON cannot hold.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = 0;
        char first = text[0];
        if (!char.IsAsciiDigit(first) && first is not ('-' or '+' or '.'))
        {
            return false;
        }

        if (text.Length > 2 && first == '0' && text[1] is 'x' or 'o')
        {
            return TryRadix(text.AsSpan(2), text[1] == 'x' ? 16 : 8, out value);
        }

        ReadOnlySpan<char> unsigned = first is '-' or '+' ? text.AsSpan(1) : text;
        if (unsigned is ".inf" or ".Inf" or ".INF")
        {
            value = first == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text is ".nan" or ".NaN" or ".NAN")
        {
            value = double.NaN;
            return true;
        }

        return IsDecimal(unsigned) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    static bool TryRadix(ReadOnlySpan<char> digits, int radix, out double value)
    {
        value = 0;
        foreach (char digit in digits)
        {
            int number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (number >= radix)
            {
                return false;
            }

            value = (value * radix) + number;
        }

        return digits.Length > 0;
    }

    // [0-9]+ (. [0-9]*)? | . [0-9]+, then ([eE] [-+]? [0-9]+)?
    static bool IsDecimal(ReadOnlySpan<char> text)
    {
        int whole = CountDigits(text);
        int at = whole;
        int fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            fraction = CountDigits(text[(at + 1)..]);
            at += 1 + fraction;
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            at += at < text.Length && text[at] is '-' or '+' ? 1 : 0;
            int exponent = CountDigits(text[Math.Min(at, text.Length)..]);
            if (exponent == 0)
            {
                return false;
            }

            at += exponent;
        }

        return at == text.Length;
    }

    static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
