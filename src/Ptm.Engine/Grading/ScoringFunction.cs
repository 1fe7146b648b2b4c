using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Code;

namespace Ptm.Engine.Grading;

/// <summary>Runs <c>assertScoringFunction</c>: code that makes a case's score out of its named scores.</summary>
internal sealed class ScoringFunction(CodeRunner code)
{
    /// <summary>What the function made of the results; they stay what they are, and an error among them stays one.</summary>
    public async Task<Tally> ApplyAsync(string function, Tally tally, IReadOnlyList<AssertionResult> results, GradingInput input, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement value = await code.CallAsync(
                LocalCode.Parse(function, input.Prompt, input.Case.Location),
                "get_score",
                [NamedOf(results), Context(results, input)],
                cancellationToken).ConfigureAwait(false);
            return value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty("pass", out JsonElement pass) && pass.ValueKind is JsonValueKind.True or JsonValueKind.False
                && value.TryGetProperty("score", out JsonElement score) && score.ValueKind == JsonValueKind.Number
                    ? tally with { Pass = pass.GetBoolean(), Mean = Math.Clamp(score.GetDouble(), 0, 1), Checked = true }
                    : tally with { Error = tally.Error ?? Failed($"must return {{pass, score, reason}}, and returned {Quote.Cut(value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.GetRawText())}", function, input), Mean = 0 };
        }
        catch (PtmException error)
        {
            return tally with { Error = tally.Error ?? Failed(error.Diagnostics[0].Message, function, input), Mean = 0 };
        }
    }

    static AssertionResult Failed(string why, string function, GradingInput input) => new()
    {
        Type = "assertScoringFunction",
        Outcome = CaseOutcome.Error,
        Score = 0,
        Reason = $"{Quote.Of(function)}: {why}",
        ErrorCode = DiagnosticCodes.ScriptFailed,
        Location = input.Case.Location,
    };

    static JsonElement NamedOf(IReadOnlyList<AssertionResult> results) =>
        JsonSerializer.SerializeToElement(NamedScores.Of(results, []).ToDictionary(named => named.Key, named => named.Value ?? 0, StringComparer.Ordinal));

    static JsonElement Context(IReadOnlyList<AssertionResult> results, GradingInput input)
    {
        JsonObject context = new()
        {
            ["componentResults"] = new JsonArray([.. results.Select(result => new JsonObject
            {
                ["pass"] = result.Outcome == CaseOutcome.Passed,
                ["score"] = result.Score,
                ["reason"] = result.Reason,
                ["assertion"] = new JsonObject { ["type"] = result.Type, ["metric"] = result.Metric, ["weight"] = result.Weight },
            })]),
        };

        // Not there rather than null, so that Python's context.get("threshold", 0.7) has its default.
        if (input.Case.Threshold is { } threshold)
        {
            context["threshold"] = threshold;
        }

        return JsonSerializer.SerializeToElement(context);
    }
}
