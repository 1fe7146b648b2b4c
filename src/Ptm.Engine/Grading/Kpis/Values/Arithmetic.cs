using System.Numerics;
using System.Text;

namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>Python's arithmetic, on numbers, texts and lists.</summary>
internal static class Arithmetic
{
    const string DivisionByZero = "division by zero";

    public static KpiValue Apply(string symbol, KpiValue left, KpiValue right, Meter meter) => symbol switch
    {
        "+" => Add(left, right, meter),
        "*" => Multiply(left, right, meter),
        _ when !Number.IsNumber(left) || !Number.IsNumber(right) => throw Refused(symbol, left, right),
        "-" => Number.TryWhole(left, out BigInteger a) && Number.TryWhole(right, out BigInteger b) ? Number.Of(a - b) : Number.Of(Number.ToDouble(left) - Number.ToDouble(right)),
        "/" => Divide(left, right),
        "//" => FloorDivide(left, right),
        "%" => Modulo(left, right),
        _ => Power(left, right),
    };

    public static KpiValue Negate(KpiValue value) =>
        value is KpiFloat real ? new KpiFloat(-real.Value)
        : Number.TryWhole(value, out BigInteger whole) ? Number.Of(-whole)
        : throw new KpiFault($"'-' takes a number, not {value.Kind}");

    public static KpiValue Plus(KpiValue value) =>
        value is KpiFloat ? value
        : Number.TryWhole(value, out BigInteger whole) ? Number.Of(whole)
        : throw new KpiFault($"'+' takes a number, not {value.Kind}");

    static KpiValue Add(KpiValue left, KpiValue right, Meter meter)
    {
        switch (left, right)
        {
            case (KpiText a, KpiText b):
                meter.MakeText((long)a.Text.Length + b.Text.Length);
                return new KpiText(a.Text + b.Text);
            case (KpiList a, KpiList b) when a.IsTuple == b.IsTuple:
                meter.MakeList((long)a.Items.Count + b.Items.Count);
                return new KpiList([.. a.Items, .. b.Items], a.IsTuple);
        }

        return Number.TryWhole(left, out BigInteger x) && Number.TryWhole(right, out BigInteger y) ? Number.Of(x + y)
            : Number.IsNumber(left) && Number.IsNumber(right) ? Number.Of(Number.ToDouble(left) + Number.ToDouble(right))
            : throw Refused("+", left, right);
    }

    static KpiValue Multiply(KpiValue left, KpiValue right, Meter meter)
    {
        if (left is KpiText or KpiList && Number.TryWhole(right, out BigInteger count))
        {
            return Repeat(left, count, meter);
        }

        if (right is KpiText or KpiList && Number.TryWhole(left, out count))
        {
            return Repeat(right, count, meter);
        }

        return Number.TryWhole(left, out BigInteger x) && Number.TryWhole(right, out BigInteger y) ? Number.Of(x * y)
            : Number.IsNumber(left) && Number.IsNumber(right) ? Number.Of(Number.ToDouble(left) * Number.ToDouble(right))
            : throw Refused("*", left, right);
    }

    static KpiValue Repeat(KpiValue value, BigInteger count, Meter meter)
    {
        int length = value is KpiText { Text: var text } ? text.Length : ((KpiList)value).Items.Count;
        if (BigInteger.Abs(count) > long.MaxValue)
        {
            throw new KpiFault("a text or list cannot be repeated that often");
        }

        // More than is allowed in any case, so that the product below fits.
        int times = length == 0 ? 0 : (int)BigInteger.Min(BigInteger.Max(count, 0), KpiLimits.MaxSize + 1);
        long size = (long)length * times;
        if (value is KpiList list)
        {
            meter.MakeList(size);
            return new KpiList([.. Enumerable.Repeat(list.Items, times).SelectMany(items => items)], list.IsTuple);
        }

        meter.MakeText(size);
        return new KpiText(new StringBuilder((int)size).Insert(0, ((KpiText)value).Text, times).ToString());
    }

    static KpiFloat Divide(KpiValue left, KpiValue right)
    {
        if (!right.IsTrue)
        {
            throw new KpiFault(DivisionByZero);
        }

        return Number.TryWhole(left, out BigInteger a) && Number.TryWhole(right, out BigInteger b)
            ? new(a.IsZero && b.Sign < 0 ? -0.0 : Number.Ratio(a, b))
            : Number.Of(Number.ToDouble(left) / Number.ToDouble(right));
    }

    static KpiValue FloorDivide(KpiValue left, KpiValue right)
    {
        if (!right.IsTrue)
        {
            throw new KpiFault(DivisionByZero);
        }

        if (Number.TryWhole(left, out BigInteger a) && Number.TryWhole(right, out BigInteger b))
        {
            return Number.Of(Number.FloorDivide(a, b, out _));
        }

        double dividend = Number.ToDouble(left);
        double divisor = Number.ToDouble(right);
        double rest = dividend % divisor;
        double quotient = (dividend - rest) / divisor;
        if (rest != 0 && divisor < 0 != rest < 0)
        {
            quotient--;
        }

        if (quotient == 0)
        {
            return Number.Of(Math.CopySign(0, dividend / divisor));
        }

        double floor = Math.Floor(quotient);
        return Number.Of(quotient - floor > 0.5 ? floor + 1 : floor);
    }

    static KpiValue Modulo(KpiValue left, KpiValue right)
    {
        if (!right.IsTrue)
        {
            throw new KpiFault(DivisionByZero);
        }

        if (Number.TryWhole(left, out BigInteger a) && Number.TryWhole(right, out BigInteger b))
        {
            _ = Number.FloorDivide(a, b, out BigInteger whole);
            return Number.Of(whole);
        }

        double divisor = Number.ToDouble(right);
        double rest = Number.ToDouble(left) % divisor;
        return Number.Of(rest == 0 ? Math.CopySign(0, divisor) : divisor < 0 != rest < 0 ? rest + divisor : rest);
    }

    static KpiValue Power(KpiValue left, KpiValue right)
    {
        bool areWhole = Number.TryWhole(left, out BigInteger whole) & Number.TryWhole(right, out BigInteger exponent);
        if (areWhole && exponent.Sign >= 0)
        {
            if (exponent.IsZero || whole.IsOne || whole.IsZero || whole == BigInteger.MinusOne)
            {
                return Number.Of(exponent.IsZero ? 1 : whole == BigInteger.MinusOne && exponent.IsEven ? 1 : whole);
            }

            // Known to be too large before it is made.
            return (whole.GetBitLength() - 1) * exponent > KpiLimits.MaxBits
                ? throw new KpiFault($"the result is a whole number of more than {KpiLimits.MaxBits} bits")
                : Number.Of(BigInteger.Pow(whole, (int)exponent));
        }

        double x = Number.ToDouble(left);
        double y = Number.ToDouble(right);
        return x == 0 && y < 0 ? throw new KpiFault(DivisionByZero)
            : x < 0 && Math.Floor(y) != y ? throw new KpiFault("a broken power of a negative number is no real number")
            : Number.Of(Math.Pow(x, y));
    }

    static KpiFault Refused(string symbol, KpiValue left, KpiValue right) => new($"'{symbol}' does not take {left.Kind} and {right.Kind}");
}
