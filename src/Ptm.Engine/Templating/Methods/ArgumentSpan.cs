using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>Arguments that may be missing.</summary>
internal static class ArgumentSpan
{
    public static Value At(this ReadOnlySpan<Value> arguments, int index) => index < arguments.Length ? arguments[index] : Value.Undefined;

    public static string TextAt(this ReadOnlySpan<Value> arguments, int index) => JsConversion.ToText(arguments.At(index));
}
