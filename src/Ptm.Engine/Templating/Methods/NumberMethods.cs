using System.Globalization;
using System.Numerics;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>JavaScript's Number and Boolean methods.</summary>
internal static class NumberMethods
{
    public static TemplateFunction? Find(ValueKind kind, string name) => (kind, name) switch
    {
        (ValueKind.Number, "toFixed") => ToFixed,
        (ValueKind.Number, "toString") => ToRadix,
        (_, "toString") => static (_, self, _) => JsConversion.ToText(self),
        (_, "valueOf") => static (_, self, _) => self,
        _ => null,
    };

    static Value ToFixed(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        int digits = JsConversion.ToInteger(arguments.At(0), 0);
        if (digits is < 0 or > 100)
        {
            throw new TemplateFault($"toFixed({digits}): between 0 and 100 digits are possible");
        }

        return double.IsFinite(self.Number) && Math.Abs(self.Number) < 1e21
            ? Fixed(self.Number, digits)
            : JsNumber.Format(self.Number);
    }

    /// <summary>Rounds the number's exact value, a half away from zero, which .NET's "F" does not promise.</summary>
    static string Fixed(double number, int digits)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(number));
        int exponent = (int)(bits >> 52);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int shift = Math.Max(exponent, 1) - 1075;
        BigInteger scaled = mantissa * BigInteger.Pow(10, digits);
        BigInteger rounded = shift >= 0 ? scaled << shift : (scaled + (BigInteger.One << (-shift - 1))) >> -shift;
        string text = rounded.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return $"{(number < 0 ? "-" : "")}{text.AsSpan(0, text.Length - digits)}{(digits > 0 ? "." : "")}{text.AsSpan(text.Length - digits)}";
    }

    static Value ToRadix(RenderScope scope, Value self, ReadOnlySpan<Value> arguments)
    {
        int radix = JsConversion.ToInteger(arguments.At(0), 10);
        double number = self.Number;
        if (radix == 10)
        {
            return JsNumber.Format(number);
        }

        if (radix is < 2 or > 36 || Math.Floor(number) != number || Math.Abs(number) > 9007199254740991)
        {
            throw new TemplateFault($"toString({radix}): a base from 2 to 36 and a whole number are supported");
        }

        Span<char> digits = stackalloc char[64];
        int start = digits.Length;
        for (long rest = (long)Math.Abs(number); rest > 0 || start == digits.Length; rest /= radix)
        {
            digits[--start] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(rest % radix)];
        }

        return (number < 0 ? "-" : "") + digits[start..].ToString();
    }
}
