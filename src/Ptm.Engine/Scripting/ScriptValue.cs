using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Scripting;

internal enum ScriptValueKind
{
    Undefined,
    Null,
    Boolean,
    Number,
    String,
    Object,
    Function,
    Other,

    /// <summary>A file has no such function; the value is the list of those that it has.</summary>
    Missing,
}

/// <summary>What a script returned, out of the script engine's reach.</summary>
internal sealed record ScriptValue(ScriptValueKind Kind)
{
    public static ScriptValue Undefined { get; } = new(ScriptValueKind.Undefined);

    public static ScriptValue Null { get; } = new(ScriptValueKind.Null);

    public static ScriptValue True { get; } = new(ScriptValueKind.Boolean) { Boolean = true };

    public static ScriptValue False { get; } = new(ScriptValueKind.Boolean);

    public bool Boolean { get; init; }

    public double Number { get; init; }

    public string Text { get; init; } = "";

    /// <summary>The members of an object or the items of a list, as <c>JSON.stringify</c> sees them.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The value as JSON; undefined for what JSON cannot hold.</summary>
    public JsonElement ToJson() => Kind switch
    {
        ScriptValueKind.Null => JsonElement.Parse("null"u8),
        ScriptValueKind.Boolean => JsonElement.Parse(Boolean ? "true"u8 : "false"u8),
        ScriptValueKind.Number when double.IsFinite(Number) => JsonSerializer.SerializeToElement(Number),
        ScriptValueKind.String => JsonSerializer.SerializeToElement(Text),
        ScriptValueKind.Object => Json,
        ScriptValueKind.Undefined => default,
        _ => throw new ScriptException($"the result is {Describe()}"),
    };

    public string Describe() => Kind switch
    {
        ScriptValueKind.Undefined => "undefined",
        ScriptValueKind.Null => "null",
        ScriptValueKind.Boolean => Boolean ? "true" : "false",
        ScriptValueKind.Number => Number.ToString(CultureInfo.InvariantCulture),
        ScriptValueKind.String => $"the string \"{Text}\"",
        ScriptValueKind.Object => Json.GetRawText(),
        ScriptValueKind.Function => "a function",
        _ => "a " + Text,
    };
}
