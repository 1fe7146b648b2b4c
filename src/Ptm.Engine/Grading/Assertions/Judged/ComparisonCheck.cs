using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary><c>select-best</c> and <c>max-score</c>: of the outputs of one case over prompts and providers one is chosen. It is made once they are all there; alone, there is nothing to choose from.</summary>
internal sealed class ComparisonCheck(bool byScore) : Check
{
    static readonly string[] s_members = ["method", "weights", "threshold"];

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        !byScore ? JudgedValue.FlawOfText(value, hasValue, "the criterion by which one is the best")
        : value is null ? null
        : value is { ValueKind: JsonValueKind.Object } settings ? FlawOf(settings)
        : "takes an object with method, weights and threshold as its value, or none";

    public override ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken) => new(Verdict.Error(
        DiagnosticCodes.InputMissing,
        "input missing: other outputs. It compares those of one case over prompts and providers, beside the other assertions of the case and not inside a set; a server and an evaluator see one alone"));

    static string? FlawOf(JsonElement settings)
    {
        if (settings.TryGetProperty("weights", out JsonElement weights) && weights.ValueKind == JsonValueKind.Object
            && weights.EnumerateObject().FirstOrDefault(weight => AssertionCatalog.SupportOf(weight.Name) == AssertionSupport.Unknown) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return $"has a weight of a type that is none: {AssertionCatalog.UnknownMessage(unknown.Name)}";
        }

        foreach (JsonProperty member in settings.EnumerateObject())
        {
            string? flaw = member.Name switch
            {
                "method" => member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is "average" or "sum" ? null : "has a method that is neither average nor sum",
                "weights" => member.Value.ValueKind == JsonValueKind.Object && member.Value.EnumerateObject().All(weight => weight.Value.ValueKind == JsonValueKind.Number && weight.Value.GetDouble() >= 0) ? null : "has weights that are no object of types with numbers of 0 or more",
                "threshold" => member.Value.ValueKind == JsonValueKind.Number ? null : "has a threshold that is no number",
                _ => $"has no '{member.Name}' in its value; it knows {string.Join(", ", s_members)}",
            };
            if (flaw is not null)
            {
                return flaw;
            }
        }

        return null;
    }
}
