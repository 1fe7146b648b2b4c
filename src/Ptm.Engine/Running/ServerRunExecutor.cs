namespace Ptm.Engine.Running;

/// <summary>Runs a plan on a server, save for the cases whose program only this process has, and keeps the results in the plan's order.</summary>
internal sealed class ServerRunExecutor(IPtm server, Func<PlannedCase, bool> isLocal, RunExecutor local, string? judge, Action<Diagnostic> warn, TimeProvider time)
{
    public ServerBatch Start(EvalPlan plan, CancellationToken cancellationToken) =>
        ServerBatch.Start(server, [.. plan.Cases.Where(planned => !isLocal(planned))], judge, warn, time, cancellationToken);

    /// <param name="plan">What to run.</param>
    /// <param name="maxConcurrency">How many cases at once in this process; the server has its own limit.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run, also on the server.</param>
    /// <exception cref="PtmException">The server could not be asked.</exception>
    public async Task<RunResult> ExecuteAsync(EvalPlan plan, int maxConcurrency, Action<CaseResult>? onResult, CancellationToken cancellationToken)
    {
        DateTimeOffset startedAt = time.GetUtcNow();
        long started = time.GetTimestamp();
        Dictionary<PlannedCase, CaseResult> results = new(ReferenceEqualityComparer.Instance);
        RunTally tally = new();
        Lock gate = new();
        void Keep(PlannedCase planned, CaseResult result)
        {
            lock (gate)
            {
                results[planned] = result;
                tally.Add(result);
                onResult?.Invoke(result);
            }
        }

        async Task AwaitAsync(PlannedCase planned, ServerBatch batch)
        {
            try
            {
                Keep(planned, await batch.ResultOf(planned).ConfigureAwait(false));
            }
            catch (Exception e) when (e is PtmException or OperationCanceledException)
            {
                // The batch's own end says it once for all.
            }
        }

        PlannedCase[] here = [.. plan.Cases.Where(isLocal)];
        ServerBatch batch = Start(plan, cancellationToken);
        Task hereDone = local.ExecuteAsync(new(here), maxConcurrency, Keep, cancellationToken);
        await Task.WhenAll(plan.Cases.Where(planned => !isLocal(planned)).Select(planned => AwaitAsync(planned, batch)).Append(hereDone)).ConfigureAwait(false);
        try
        {
            await batch.Completion.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What came before is the run's result.
        }

        return new()
        {
            RunKey = batch.RunKeys is { Count: 1 } keys && here.Length == 0 ? keys.First() : Guid.CreateVersion7(startedAt).ToString("n"),
            State = cancellationToken.IsCancellationRequested ? RunState.Cancelled : RunState.Completed,
            StartedAt = startedAt,
            EndedAt = time.GetUtcNow(),
            Summary = tally.ToSummary(time.GetElapsedTime(started)),
            Results = [.. plan.Cases.Select(planned => results.GetValueOrDefault(planned)).OfType<CaseResult>()],
        };
    }
}
