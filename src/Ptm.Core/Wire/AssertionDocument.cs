using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>An assertion as prompt files write it.</summary>
internal sealed record AssertionDocument
{
    public required string Type { get; init; }

    // A value that is null is something else than none, so both have to be told apart: hence no JsonElement?.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Value { get; init; }

    public double? Threshold { get; init; }

    public double? Weight { get; init; }

    public string? Metric { get; init; }

    public string? Transform { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Config { get; init; }

    // A name, or names by what their providers do, as promptfoo writes them.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Provider { get; init; }

    [JsonPropertyName("rubricPrompt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement RubricPrompt { get; init; }

    [JsonPropertyName("contextTransform")]
    public string? ContextTransform { get; init; }

    public int? JudgeSamples { get; init; }

    public IReadOnlyList<AssertionDocument>? Assert { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static AssertionDocument From(Assertion assertion) => new()
    {
        Type = assertion.Type,
        Value = assertion.Value ?? default,
        Threshold = assertion.Threshold,
        Weight = assertion.Weight == 1 ? null : assertion.Weight,
        Metric = assertion.Metric,
        Transform = assertion.Transform,
        Config = assertion.Config ?? default,
        Provider = JudgeNamesDocument.Write(assertion.Provider),
        RubricPrompt = assertion.RubricPrompt ?? default,
        ContextTransform = assertion.ContextTransform,
        JudgeSamples = assertion.JudgeSamples,
        Assert = assertion.Assertions.Count == 0 ? null : [.. assertion.Assertions.Select(From)],
    };

    public Assertion ToAssertion() => new()
    {
        Type = Type,
        Value = Value.ValueKind == JsonValueKind.Undefined ? null : Value,
        Threshold = Threshold,
        Weight = Weight ?? 1,
        Metric = Metric,
        Transform = Transform,
        Config = Config.ValueKind == JsonValueKind.Undefined ? null : Config,
        Provider = JudgeNamesDocument.Read(Provider),
        RubricPrompt = RubricPrompt.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : RubricPrompt,
        ContextTransform = ContextTransform,
        JudgeSamples = JudgeSamples,
        Assertions = [.. (Assert ?? []).Select(assertion => assertion.ToAssertion())],
    };

    public void AddUnknown(UnknownFields fields, string path)
    {
        fields.Add(path, Unknown);
        for (int i = 0; i < (Assert?.Count ?? 0); i++)
        {
            Assert![i].AddUnknown(fields, $"{path}.assert[{i}]");
        }
    }
}
