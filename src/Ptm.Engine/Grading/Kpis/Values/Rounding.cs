using System.Numerics;

namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>Python's <c>round</c> with digits: of the exact value, ties to even.</summary>
internal static class Rounding
{
    // Beyond these a float has no digit to round, or none left.
    const int MostDigits = 323;
    const int LeastDigits = -308;

    public static KpiValue ToDigits(KpiValue value, BigInteger digits) =>
        value is KpiFloat real ? Of(real.Value, digits)
        : Number.TryWhole(value, out BigInteger whole) ? Of(whole, digits)
        : throw new KpiFault($"{value.Kind} is no number");

    static KpiFloat Of(double real, BigInteger digits)
    {
        if (digits > MostDigits || real == 0)
        {
            return new(real);
        }

        if (digits < LeastDigits)
        {
            return new(0 * real);
        }

        (BigInteger numerator, BigInteger denominator) = Number.Fraction(real);
        BigInteger power = BigInteger.Pow(10, Math.Abs((int)digits));
        double rounded = digits.Sign >= 0
            ? Number.Ratio(Number.RoundHalfEven(numerator * power, denominator), power)
            : Number.Ratio(Number.RoundHalfEven(numerator, denominator * power) * power, BigInteger.One);
        return new(Math.CopySign(rounded, real));
    }

    static KpiInt Of(BigInteger whole, BigInteger digits)
    {
        // 4,096 bits are less than 1,300 digits.
        if (digits.Sign >= 0 || digits < -1_300)
        {
            return new(digits.Sign >= 0 ? whole : BigInteger.Zero);
        }

        BigInteger power = BigInteger.Pow(10, (int)-digits);
        return Number.Of(Number.RoundHalfEven(whole, power) * power);
    }
}
