namespace Ptm.Engine.Optimizing.Racing;

/// <summary>What is kept of a result.</summary>
internal static class SampleScores
{
    const int LongestOutput = 2_000;
    const int LongestReason = 500;
    const int MostReasons = 8;

    /// <param name="candidate">The candidate's id.</param>
    /// <param name="result">The result.</param>
    /// <param name="isHeldOut">Whether nobody who proposes may see the answer.</param>
    public static SampleScore Of(string candidate, CaseResult result, bool isHeldOut) => new(
        candidate,
        result.Id,
        result.Provider,
        result.Sample,
        result.Outcome,
        result.Outcome is CaseOutcome.Passed or CaseOutcome.Failed ? result.Score ?? (result.Outcome == CaseOutcome.Passed ? 100 : 0) : null,
        CostOf(result),
        isHeldOut || result.Output is null ? null : Cut(result.Output.Text, LongestOutput),
        ReasonsOf(result) is { Count: > 0 } reasons ? reasons : null);

    static List<string> ReasonsOf(CaseResult result)
    {
        List<string> reasons = [];
        if (result.Error is { } error)
        {
            reasons.Add(Cut(error.Message, LongestReason));
        }

        AddFailed(result.Assertions, reasons);
        reasons.AddRange(result.Metrics.Where(metric => metric.Outcome == CaseOutcome.Failed).Select(metric => Cut($"{metric.Name}: {metric.Reason}", LongestReason)));
        return reasons.Count <= MostReasons ? reasons : reasons[..MostReasons];
    }

    static void AddFailed(IReadOnlyList<AssertionResult> assertions, List<string> reasons)
    {
        foreach (AssertionResult assertion in assertions.Where(one => one.Outcome != CaseOutcome.Passed))
        {
            if (assertion.Assertions.Count > 0)
            {
                AddFailed(assertion.Assertions, reasons);
            }
            else if (assertion.Reason.Length > 0)
            {
                reasons.Add(Cut($"{assertion.Type}: {assertion.Reason}", LongestReason));
            }
        }
    }

    static decimal CostOf(CaseResult result) => (result.Output?.CostUsd ?? 0) + result.Metrics.Sum(metric => metric.CostUsd ?? 0) + CostOf(result.Assertions);

    static decimal CostOf(IReadOnlyList<AssertionResult> assertions) => assertions.Sum(one => (one.CostUsd ?? 0) + CostOf(one.Assertions));

    // A cut in the middle of a surrogate pair would be no text.
    static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), "…");
}
