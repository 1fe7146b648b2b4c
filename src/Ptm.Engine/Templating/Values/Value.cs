using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ptm.Engine.Templating.Values;

/// <summary>A value of the template language: what a JavaScript value is to Nunjucks. The default is undefined.</summary>
internal readonly struct Value
{
    readonly object? _reference;
    readonly double _number;

    Value(ValueKind kind, object? reference, double number = 0)
    {
        Kind = kind;
        _reference = reference;
        _number = number;
    }

    public static Value Undefined => default;

    public static Value Null { get; } = new(ValueKind.Null, null);

    public ValueKind Kind { get; }

    public bool IsUndefined => Kind == ValueKind.Undefined;

    /// <summary>Undefined or null.</summary>
    public bool IsNothing => Kind <= ValueKind.Null;

    public bool IsText => Kind == ValueKind.Text;

    /// <summary>A text that <c>escape</c> or <c>safe</c> has marked, so that <c>escape</c> leaves it alone.</summary>
    public bool IsSafe => Kind == ValueKind.Text && _number != 0;

    public bool Boolean => _number != 0;

    public double Number => _number;

    public string Text => Unsafe.As<string>(_reference!);

    public ListValue List => Unsafe.As<ListValue>(_reference!);

    public DictValue Dict => Unsafe.As<DictValue>(_reference!);

    public FunctionValue Function => Unsafe.As<FunctionValue>(_reference!);

    public object? Reference => _reference;

    public static implicit operator Value(string? text) => text is null ? Undefined : new(ValueKind.Text, text);

    public static implicit operator Value(double number) => new(ValueKind.Number, null, number);

    public static implicit operator Value(bool boolean) => new(ValueKind.Boolean, null, boolean ? 1 : 0);

    public static implicit operator Value(ListValue list) => new(ValueKind.List, list);

    public static implicit operator Value(DictValue dict) => new(ValueKind.Dict, dict);

    public static implicit operator Value(FunctionValue function) => new(ValueKind.Function, function);

    public static Value SafeText(string text) => new(ValueKind.Text, text, 1);

    /// <summary>A text that is as safe as the one it was made from.</summary>
    public static Value TextLike(Value original, string text) => original.IsSafe ? SafeText(text) : text;

    /// <summary>A value of the data. Lists and objects convert their members when they are first looked into.</summary>
    public static Value FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => ReadText(element),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => Null,
        JsonValueKind.Array => new ListValue(element),
        JsonValueKind.Object => new JsonDictValue(element),
        _ => Undefined,
    };

    static string ReadText(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    /// <summary>System.Text.Json refuses such a text, which JavaScript takes.</summary>
    public static TemplateFault HalfCharacter() => new("a text in the data holds half a character (a lone UTF-16 surrogate)");
}
