using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters over numbers.</summary>
internal static class NumberFilters
{
    public static Value Abs(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => Math.Abs(JsConversion.ToNumber(input));

    public static Value Float(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        double number = JsNumber.ParsePrefix(JsConversion.ToText(input));
        return double.IsNaN(number) ? arguments.At(0) : number;
    }

    public static Value Int(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        int radix = JsConversion.ToInteger(arguments.At(1), 10);
        double number = JsNumber.ParseInteger(JsConversion.ToText(input), radix is >= 2 and <= 36 ? radix : 10);
        return double.IsNaN(number) ? arguments.At(0) : number;
    }

    public static Value Round(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        double factor = Math.Pow(10, JsConversion.IsTruthy(arguments.At(0)) ? JsConversion.ToNumber(arguments[0]) : 0);
        double scaled = JsConversion.ToNumber(input) * factor;
        Value method = arguments.At(1);
        double rounded = !method.IsText ? RoundHalfUp(scaled)
            : method.Text == "ceil" ? Math.Ceiling(scaled)
            : method.Text == "floor" ? Math.Floor(scaled)
            : RoundHalfUp(scaled);
        return rounded / factor;
    }

    /// <summary>JavaScript's Math.round: a half goes up, also below zero.</summary>
    static double RoundHalfUp(double number)
    {
        double floor = Math.Floor(number);
        return number - floor >= 0.5 ? floor + 1 : floor;
    }
}
