using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Running;

/// <summary>Runs a plan with a bounded number of cases at once and keeps the results in the plan's order.</summary>
internal sealed class RunExecutor(Evaluator evaluator, TimeProvider time)
{
    /// <param name="plan">What to run.</param>
    /// <param name="maxConcurrency">How many cases at once.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run: cases in flight are awaited, the others get no result.</param>
    public async Task<RunResult> ExecuteAsync(EvalPlan plan, int maxConcurrency, Action<PlannedCase, CaseResult>? onResult, CancellationToken cancellationToken)
    {
        DateTimeOffset startedAt = time.GetUtcNow();
        long started = time.GetTimestamp();
        CaseResult?[] results = new CaseResult?[plan.Cases.Count];
        RunTally tally = new();
        Lock gate = new();
        RunSession session = new();
        int next = -1;

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < results.Length && !cancellationToken.IsCancellationRequested)
            {
                CaseResult result;
                try
                {
                    result = await evaluator.EvaluateAsync(plan.Cases[index], session, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                lock (gate)
                {
                    results[index] = result;
                    tally.Add(result);
                    onResult?.Invoke(plan.Cases[index], result);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(maxConcurrency, results.Length)).Select(_ => Task.Run(WorkAsync, CancellationToken.None))).ConfigureAwait(false);
        return new()
        {
            RunKey = Guid.CreateVersion7(startedAt).ToString("n"),
            State = cancellationToken.IsCancellationRequested ? RunState.Cancelled : RunState.Completed,
            StartedAt = startedAt,
            Summary = tally.ToSummary(time.GetElapsedTime(started)),
            Results = [.. results.OfType<CaseResult>()],
        };
    }
}
