using System.Numerics;

namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>Whole numbers and floats, and the way from one to the other: a bool is a whole number.</summary>
internal static class Number
{
    const int Mantissa = 53;
    const int LeastExponent = -1074;

    public static bool TryWhole(KpiValue value, out BigInteger whole)
    {
        whole = value switch
        {
            KpiInt number => number.Value,
            KpiBool { IsTrue: true } => BigInteger.One,
            _ => BigInteger.Zero,
        };
        return value is KpiInt or KpiBool;
    }

    public static bool IsNumber(KpiValue value) => value is KpiInt or KpiBool or KpiFloat;

    /// <summary>The nearest float; a whole number beyond all floats is a fault.</summary>
    public static double ToDouble(KpiValue value) => value is KpiFloat real ? real.Value : TryWhole(value, out BigInteger whole) ? Ratio(whole, BigInteger.One) : throw new KpiFault($"{value.Kind} is no number");

    public static KpiInt Of(BigInteger whole) =>
        whole.GetBitLength() <= KpiLimits.MaxBits ? new(whole) : throw new KpiFault($"the result is a whole number of more than {KpiLimits.MaxBits} bits");

    public static KpiFloat Of(double real) =>
        double.IsNaN(real) ? throw new KpiFault("the result is not a number")
        : double.IsInfinity(real) ? throw new KpiFault("the result is larger than a float can be")
        : new(real);

    /// <summary>The float nearest to a fraction, ties to even, where the conversions of .NET cut digits off.</summary>
    public static double Ratio(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        bool isNegative = numerator.Sign < 0 != denominator.Sign < 0;
        BigInteger a = BigInteger.Abs(numerator);
        BigInteger b = BigInteger.Abs(denominator);

        // A quotient of at least two digits more than fit, save where even the smallest float ends before.
        long scale = Math.Min(Mantissa + 2 - (a.GetBitLength() - b.GetBitLength()), 2 - LeastExponent);
        BigInteger quotient = scale >= 0 ? BigInteger.DivRem(a << (int)scale, b, out BigInteger rest) : BigInteger.DivRem(a, b << (int)-scale, out rest);
        long exponent = Math.Max(quotient.GetBitLength() - Mantissa - scale, LeastExponent);
        int cut = (int)(exponent + scale);
        BigInteger rounded = quotient >> cut;
        BigInteger half = BigInteger.One << (cut - 1);
        BigInteger tail = quotient - (rounded << cut);
        int side = tail.CompareTo(half) is var order and not 0 ? order : rest.IsZero ? 0 : 1;
        if (side > 0 || (side == 0 && !rounded.IsEven))
        {
            rounded++;
        }

        double magnitude = exponent > 1024 ? double.PositiveInfinity : Math.ScaleB((double)(ulong)rounded, (int)exponent);
        return double.IsInfinity(magnitude) ? throw new KpiFault("a whole number is larger than a float can be") : isNegative ? -magnitude : magnitude;
    }

    /// <summary>A finite float as the fraction that it is.</summary>
    public static (BigInteger Numerator, BigInteger Denominator) Fraction(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        BigInteger whole = exponent == 0 ? mantissa : mantissa | (1L << 52);
        int power = Math.Max(exponent, 1) - 1075;
        whole = value < 0 ? -whole : whole;
        return power >= 0 ? (whole << power, BigInteger.One) : (whole, BigInteger.One << -power);
    }

    /// <summary>The whole number nearest to a fraction, ties to even.</summary>
    public static BigInteger RoundHalfEven(BigInteger numerator, BigInteger denominator)
    {
        BigInteger floor = FloorDivide(numerator, denominator, out BigInteger rest);
        int side = (rest * 2).CompareTo(denominator);
        return side > 0 || (side == 0 && !floor.IsEven) ? floor + 1 : floor;
    }

    /// <summary>Rounded down; the rest has the divisor's sign.</summary>
    public static BigInteger FloorDivide(BigInteger dividend, BigInteger divisor, out BigInteger rest)
    {
        BigInteger quotient = BigInteger.DivRem(dividend, divisor, out rest);
        if (!rest.IsZero && rest.Sign != divisor.Sign)
        {
            quotient--;
            rest += divisor;
        }

        return quotient;
    }
}
