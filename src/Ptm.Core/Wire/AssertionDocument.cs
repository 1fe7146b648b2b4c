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
