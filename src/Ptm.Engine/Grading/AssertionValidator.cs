using System.Text.Json;
using Ptm.Engine.Grading.Assertions.Judged;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading;

/// <summary>What can be known to be wrong with an assertion before any output is there.</summary>
internal static class AssertionValidator
{
    public static IEnumerable<Diagnostic> Validate(Assertion assertion)
    {
        if (AssertionCatalog.SupportOf(assertion.Type) == AssertionSupport.Unknown)
        {
            yield return Error(DiagnosticCodes.UnknownKey, assertion, AssertionCatalog.UnknownMessage(assertion.Type));
            yield break;
        }

        if (AssertionFile.Of(assertion) is null && FlawOf(assertion, assertion.Value, rendered: false) is { } flaw)
        {
            yield return Error(DiagnosticCodes.InvalidValue, assertion, $"{assertion.Type} {flaw}");
        }

        foreach (Assertion inner in assertion.Assertions)
        {
            foreach (Diagnostic diagnostic in Validate(inner))
            {
                yield return diagnostic;
            }
        }
    }

    /// <summary>What is wrong with a supported assertion and its value; null when nothing is. A value that is not rendered yet may still hold templates, which are not judged.</summary>
    public static string? FlawOf(Assertion assertion, JsonElement? value, bool rendered)
    {
        if (assertion.Weight is not (>= 0 and <= 1_000_000))
        {
            return $"has the weight {Quote.Of(assertion.Weight)}; a weight is 0 to 1,000,000";
        }

        if (assertion.Threshold is { } threshold && !double.IsFinite(threshold))
        {
            return "has a threshold that is no number";
        }

        if (assertion.Threshold < 0)
        {
            return $"has the threshold {Quote.Of(assertion.Threshold.Value)}; a threshold is 0 or more";
        }

        if (assertion.Threshold > 1 && AssertionCatalog.Find(assertion.Type, out _) is { HasScoreAsThreshold: true })
        {
            return $"has the threshold {Quote.Of(assertion.Threshold.Value)}; its score is from 0 to 1, and so is its threshold";
        }

        if (JudgeSample.FlawOf(assertion.JudgeSamples) is { } samples)
        {
            return samples;
        }

        if (assertion.ContextTransform is not null && AssertionCatalog.Find(assertion.Type, out _) is not ContextCheck)
        {
            return "has a contextTransform, which would never run; only context-recall, context-faithfulness and context-relevance have any";
        }

        if (assertion.Type != AssertionCatalog.AssertSet && assertion.Assertions.Count > 0)
        {
            return "has assertions in its assert, which would never run; only an assert-set has any";
        }

        if (assertion.Type == AssertionCatalog.AssertSet)
        {
            return assertion.Assertions.Count == 0 ? "has no assertions in its assert, so nothing would be checked" : null;
        }

        bool hasValue = value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };
        bool known = hasValue && (rendered || !(AssertionValue.HasTemplate(value!.Value) || AssertionFile.IsCode(value.Value)));
        return AssertionCatalog.Find(assertion.Type, out _)?.Flaw(assertion, known ? value : null, hasValue);
    }

    static Diagnostic Error(string code, Assertion assertion, string message) => new(code, DiagnosticSeverity.Error, message, assertion.Location);
}
