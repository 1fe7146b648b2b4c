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
