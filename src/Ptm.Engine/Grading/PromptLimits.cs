using Ptm.Engine.Grading.Assertions;

namespace Ptm.Engine.Grading;

/// <summary>A prompt's <c>cost_threshold</c> and <c>latency_threshold_ms</c>: they decide a pass and move no score.</summary>
internal static class PromptLimits
{
    public static IReadOnlyList<AssertionResult> Check(GradingInput input)
    {
        List<AssertionResult> results = [];
        if (input.Prompt.CostThreshold is { } cost)
        {
            results.Add(Result("cost_threshold", CostCheck.Compare(input.Output, (double)cost, inverted: false, input.Provider), input));
        }

        if (input.Prompt.LatencyThresholdMs is { } latency)
        {
            results.Add(Result("latency_threshold_ms", LatencyCheck.Compare(input.Output.Latency, latency, inverted: false), input));
        }

        return results;
    }

    static AssertionResult Result(string type, Verdict verdict, GradingInput input) => new()
    {
        Type = type,
        Outcome = verdict.ErrorCode is not null ? CaseOutcome.Error : verdict.Pass ? CaseOutcome.Passed : CaseOutcome.Failed,
        Score = verdict.Score,
        Weight = 0,
        Reason = verdict.Reason,
        ErrorCode = verdict.ErrorCode,
        Location = input.Prompt.Location,
    };
}
