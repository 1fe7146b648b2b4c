using System.Text.Json;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>Reads what code returned of an output: a boolean, a score, or promptfoo's <c>GradingResult</c> with its parts.</summary>
internal static class CodeResult
{
    public const string Wanted = "a boolean, a number, or {pass: boolean, score: number, reason: string}";

    const int MostParts = 1_000;

    /// <summary>The verdict; null when the result is none.</summary>
    /// <param name="result">What was returned.</param>
    /// <param name="input">The check.</param>
    /// <param name="what">The code and the output, for the reason.</param>
    /// <param name="python">Whether Python's names count (<c>pass_</c>), texts may be truth, and a threshold holds for an object's score too.</param>
    public static Verdict? Judge(ScriptValue result, CheckInput input, string what, bool python)
    {
        switch (result.Kind)
        {
            case ScriptValueKind.Boolean:
                return OfBoolean(result.Boolean, input, what, result.Describe());

            case ScriptValueKind.String when python && result.Text.ToUpperInvariant() is "TRUE" or "FALSE":
                return OfBoolean(result.Text.Length == 4, input, what, result.Describe());

            case ScriptValueKind.Number when double.IsFinite(result.Number):
                double limit = input.Assertion.Threshold ?? 0;
                bool reaches = input.Assertion.Threshold is null ? result.Number > 0 : Limits.Reaches(result.Number, limit);
                string wanted = input.Assertion.Threshold is null ? "a score above 0" : $"a score of at least {Quote.Of(limit)}";
                return Scored(reaches, result.Number, input, $"{input.Expected}{wanted} from {what}, found {Quote.Of(result.Number)}");

            case ScriptValueKind.Object when Graded(result.Json, python) is var (pass, score, reason):
                bool held = pass && (!python || input.Assertion.Threshold is not { } least || Limits.Reaches(score, least));
                string told = reason.Length > 0 ? Quote.Cut(reason) : $"{input.Expected}a pass from {what}, found {(pass ? "a pass" : "none")}";
                return Scored(held, score, input, held == pass ? told : $"{told} (the score {Quote.Of(score)} is below {Quote.Of(input.Assertion.Threshold!.Value)})") with
                {
                    Components = Parts(result.Json, input.Assertion, python),
                };

            default:
                return null;
        }
    }

    static Verdict OfBoolean(bool holds, CheckInput input, string what, string found) =>
        Verdict.Of(holds, input.Inverted, $"{input.Expected}true from {what}, found {found}");

    /// <summary>The score is the code's whichever way the verdict goes, as in promptfoo; what lies outside 0 to 1 is cut to it.</summary>
    static Verdict Scored(bool pass, double score, CheckInput input, string reason)
    {
        double cut = Math.Clamp(score, 0, 1);
        return new Verdict(pass != input.Inverted, cut, cut == score ? reason : $"{reason} (the score {Quote.Of(score)} counts as {Quote.Of(cut)})");
    }

    static (bool Pass, double Score, string Reason)? Graded(JsonElement json, bool python) =>
        json.ValueKind == JsonValueKind.Object
        && (Member(json, "pass") ?? (python ? Member(json, "pass_") : null)) is { ValueKind: JsonValueKind.True or JsonValueKind.False } pass
        && Member(json, "score") is { ValueKind: JsonValueKind.Number } score
        && Member(json, "reason") is { ValueKind: JsonValueKind.String } reason
            ? (pass.GetBoolean(), score.GetDouble(), reason.GetString()!)
            : null;

    static JsonElement? Member(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value : null;

    // The parts, and the scores by name, go into the result as checks inside it, where reports and KPIs find them.
    static List<AssertionResult> Parts(JsonElement json, Assertion assertion, bool python)
    {
        List<AssertionResult> parts = [];
        if ((Member(json, "componentResults") ?? (python ? Member(json, "component_results") : null)) is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (JsonElement part in list.EnumerateArray().Take(MostParts))
            {
                if (part.ValueKind == JsonValueKind.Object)
                {
                    bool pass = (Member(part, "pass") ?? Member(part, "pass_")) is { ValueKind: JsonValueKind.True };
                    double score = Member(part, "score") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : pass ? 1 : 0;
                    string reason = Member(part, "reason") is { ValueKind: JsonValueKind.String } text ? Quote.Cut(text.GetString()!) : "";
                    parts.Add(Part(assertion, pass, score, reason) with { Assertions = Parts(part, assertion, python) });
                }
            }
        }

        if ((Member(json, "namedScores") ?? (python ? Member(json, "named_scores") : null)) is { ValueKind: JsonValueKind.Object } named)
        {
            foreach (JsonProperty score in named.EnumerateObject().Where(score => score.Value.ValueKind == JsonValueKind.Number).Take(MostParts))
            {
                parts.Add(Part(assertion, pass: true, score.Value.GetDouble(), "") with { Metric = score.Name });
            }
        }

        return parts;
    }

    static AssertionResult Part(Assertion assertion, bool pass, double score, string reason) => new()
    {
        Type = assertion.Type,
        Outcome = pass ? CaseOutcome.Passed : CaseOutcome.Failed,
        Score = Math.Clamp(score, 0, 1),
        Reason = reason,
        Location = assertion.Location,
    };
}
