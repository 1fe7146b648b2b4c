using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters that take any kind of value.</summary>
internal static class GeneralFilters
{
    static readonly JsonDocumentOptions s_json = new() { MaxDepth = TemplateLimits.Default.MaxDepth };

    /// <summary>default(value, also_falsy)</summary>
    public static Value Default(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        bool isMissing = JsConversion.IsTruthy(arguments.At(1)) ? !JsConversion.IsTruthy(input) : input.IsUndefined;
        return isMissing ? arguments.At(0) : input;
    }

    /// <summary>dump(indent): JSON.</summary>
    public static Value Dump(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        Value indent = arguments.At(0);
        string space = indent.Kind switch
        {
            ValueKind.Number => new string(' ', Math.Clamp(JsConversion.ToInteger(indent, 0), 0, 10)),
            ValueKind.Text => indent.Text[..Math.Min(indent.Text.Length, 10)],
            _ => "",
        };
        return new JsonText(scope, space).Write(input);
    }

    public static Value Length(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => 0,
        ValueKind.Text => input.Text.Length,
        ValueKind.List => input.List.Count,
        ValueKind.Dict => input.Dict.Count,
        _ => Value.Undefined,
    };

    public static Value List(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        switch (input.Kind)
        {
            case ValueKind.Text:
                return new ListValue(ListFilters.Copy(scope, input));
            case ValueKind.List:
                return input;
            case ValueKind.Dict:
                scope.CountItems(input.Dict.Count);
                return new ListValue([.. input.Dict.Members.Select(Pair)]);
            default:
                throw TextFilters.Refuse("list", input);
        }
    }

    /// <summary>load(): the value that a text of JSON stands for. promptfoo adds this filter to the language.</summary>
    public static Value Load(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        string text = JsConversion.ToText(input);
        try
        {
            return Value.FromJson(JsonElement.Parse(text, s_json));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new TemplateFault($"the filter 'load' takes a text of JSON, and {Quote.Of(text, 60)} is none: {e.Message}");
        }
    }

    public static Value String(RenderScope scope, Value input, ReadOnlySpan<Value> arguments) => input.IsNothing
        ? throw TextFilters.Refuse("string", input)
        : Value.TextLike(input, JsConversion.ToText(input));

    static Value Pair(KeyValuePair<string, Value> member)
    {
        DictValue pair = new();
        pair.Set("key", member.Key);
        pair.Set("value", member.Value);
        return pair;
    }
}
