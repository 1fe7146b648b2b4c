namespace Ptm.Server.Storage;

/// <summary>Adds figures of results to the figures of those before them. The 95th percentile does not add up, and is left to the run's end.</summary>
internal static class RunSummaries
{
    public static RunSummary Add(RunSummary before, RunSummary more, TimeSpan duration)
    {
        if (before.Total == 0)
        {
            return more with { LatencyP95Ms = null, Duration = duration };
        }

        int gradedBefore = before.Passed + before.Failed;
        int gradedMore = more.Passed + more.Failed;
        int graded = gradedBefore + gradedMore;
        int decided = graded + before.Errors + more.Errors;
        return new()
        {
            Total = before.Total + more.Total,
            Passed = before.Passed + more.Passed,
            Failed = before.Failed + more.Failed,
            Errors = before.Errors + more.Errors,
            Unchecked = before.Unchecked + more.Unchecked,
            Score = graded == 0 ? null : (((before.Score ?? 0) * gradedBefore) + ((more.Score ?? 0) * gradedMore)) / graded,
            PassRate = decided == 0 ? null : (double)(before.Passed + more.Passed) / decided,
            CostUsd = before.CostUsd + more.CostUsd,
            Tokens = before.Tokens is null || more.Tokens is null
                ? before.Tokens ?? more.Tokens
                : new(before.Tokens.Prompt + more.Tokens.Prompt, before.Tokens.Completion + more.Tokens.Completion),
            Duration = duration,
        };
    }
}
