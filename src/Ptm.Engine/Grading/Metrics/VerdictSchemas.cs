using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>JSON Schemas of what judges reply, for providers that hold their model to one. Only what every provider understands: types, members, enumerations.</summary>
internal static class VerdictSchemas
{
    public static JsonElement Rubric { get; } = Object("""{"reason":{"type":"string"},"pass":{"type":"boolean"},"score":{"type":"number"}}""", "reason", "pass", "score");

    public static JsonElement Steps { get; } = Object("""{"steps":{"type":"array","items":{"type":"string"}}}""", "steps");

    public static JsonElement GEval { get; } = Object("""{"reason":{"type":"string"},"score":{"type":"integer","enum":[0,1,2,3,4,5,6,7,8,9,10]}}""", "reason", "score");

    public static JsonElement Factuality { get; } = Object("""{"reason":{"type":"string"},"category":{"type":"string","enum":["A","B","C","D","E"]}}""", "reason", "category");

    public static JsonElement ClosedQuestion { get; } = Object("""{"reason":{"type":"string"},"pass":{"type":"boolean"}}""", "reason", "pass");

    public static JsonElement Questions { get; } = Object("""{"questions":{"type":"array","items":{"type":"string"}}}""", "questions");

    public static JsonElement Statements { get; } = Object(
        """{"statements":{"type":"array","items":{"type":"object","properties":{"statement":{"type":"string"},"supported":{"type":"boolean"}},"required":["statement","supported"],"additionalProperties":false}}}""",
        "statements");

    public static JsonElement Needed { get; } = Object("""{"reason":{"type":"string"},"needed":{"type":"array","items":{"type":"integer"}}}""", "reason", "needed");

    public static JsonElement Conversation { get; } = Object("""{"reason":{"type":"string"},"verdict":{"type":"string","enum":["yes","no"]}}""", "reason", "verdict");

    public static JsonElement Best { get; } = Object("""{"reason":{"type":"string"},"best":{"type":"integer"}}""", "reason", "best");

    static JsonElement Object(string members, params string[] required) => JsonElement.Parse(
        $$"""{"type":"object","properties":{{members}},"required":[{{string.Join(',', required.Select(name => $"\"{name}\""))}}],"additionalProperties":false}""");
}
