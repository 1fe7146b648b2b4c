using System.Globalization;
using System.Numerics;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Syntax;

/// <summary>A number as Python writes it: <c>1_000</c>, <c>0xFF</c>, <c>.5</c>, <c>1e-3</c>.</summary>
internal static class NumberLiteral
{
    public static KpiValue Read(KpiSource source, ref int at)
    {
        string text = source.Text;
        int start = at;
        if (text[at] == '0' && at + 1 < text.Length && Radix(text[at + 1]) is var radix and > 0)
        {
            at += 2;
            at += at < text.Length && text[at] == '_' ? 1 : 0;
            string digits = Digits(source, ref at, radix);
            End(source, start, at);
            return Whole(source, start, digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16)));
        }

        string whole = text[at] == '.' ? "" : Digits(source, ref at, 10);
        bool isWhole = true;
        string fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            isWhole = false;
            at++;
            fraction = at < text.Length && char.IsAsciiDigit(text[at]) ? Digits(source, ref at, 10) : "";
        }

        string exponent = "";
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            isWhole = false;
            int sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
            exponent = text.Substring(at, 1 + sign);
            at += 1 + sign;
            exponent += at < text.Length && char.IsAsciiDigit(text[at]) ? Digits(source, ref at, 10) : throw Malformed(source, start);
        }

        End(source, start, at);
        if (isWhole)
        {
            return whole.Length > 1 && whole[0] == '0' && whole.Any(digit => digit != '0')
                ? throw source.SyntaxError(start, "A whole number does not begin with 0.")
                : Whole(source, start, BigInteger.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture));
        }

        double value = double.Parse($"{whole}.{fraction}0{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? new KpiFloat(value) : throw source.SyntaxError(start, "This number is larger than a float can be.");
    }

    static KpiInt Whole(KpiSource source, int start, BigInteger value) =>
        value.GetBitLength() <= KpiLimits.MaxBits ? new(value) : throw source.SyntaxError(start, $"This number has more than {KpiLimits.MaxBits} bits.");

    static int Radix(char letter) => letter switch
    {
        'x' or 'X' => 16,
        'o' or 'O' => 8,
        'b' or 'B' => 2,
        _ => 0,
    };

    // Single underscores may stand between digits.
    static string Digits(KpiSource source, ref int at, int radix)
    {
        string text = source.Text;
        int start = at;
        while (at < text.Length && (IsDigit(text[at], radix) || (text[at] == '_' && at > start && at + 1 < text.Length && IsDigit(text[at + 1], radix))))
        {
            at++;
        }

        return at > start ? text[start..at].Replace("_", "", StringComparison.Ordinal) : throw Malformed(source, start);
    }

    static bool IsDigit(char c, int radix) => char.IsAsciiHexDigit(c) && Convert.ToInt32(c.ToString(), 16) < radix;

    static void End(KpiSource source, int start, int at)
    {
        if (at < source.Text.Length && (source.Text[at] == '_' || char.IsLetterOrDigit(source.Text[at])))
        {
            throw Malformed(source, start);
        }
    }

    static KpiException Malformed(KpiSource source, int start) => source.SyntaxError(start, "This is no number: write 5, 0.05, 1_000 or 1e-3.");
}
