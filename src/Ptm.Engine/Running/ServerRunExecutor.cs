namespace Ptm.Engine.Running;

/// <summary>Runs a plan on a server, save for the cases whose program only this process has, and hands the results on in the plan's order once all are there.</summary>
internal sealed class ServerRunExecutor(IPtm server, Func<PlannedCase, bool> isLocal, RunExecutor local, MetricFigures metrics, string? judge, Action<Diagnostic> warn, TimeProvider time)
{
    public ServerBatch Start(EvalPlan plan, CancellationToken cancellationToken) => Start([.. plan.Cases], cancellationToken);

    /// <param name="plan">What to run.</param>
    /// <param name="maxConcurrency">How many cases at once in this process; the server has its own limit.</param>
    /// <param name="sink">Given the results in the plan's order.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run, also on the server.</param>
    /// <returns>The run with its figures and without results.</returns>
    /// <exception cref="PtmException">The server could not be asked.</exception>
    public async Task<RunResult> ExecuteAsync(EvalPlan plan, int maxConcurrency, IResultSink sink, Action<CaseResult>? onResult, CancellationToken cancellationToken)
    {
        RunResult run = RunExecutor.Begin(time.GetUtcNow());
        long started = time.GetTimestamp();
        Dictionary<PlannedCase, CaseResult> results = new(ReferenceEqualityComparer.Instance);
        Lock gate = new();
        void Keep(PlannedCase planned, CaseResult result)
        {
            lock (gate)
            {
                results[planned] = result;
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

        // A result finds its place by its case, so each case is made once.
        PlannedCase[] cases = [.. plan.Cases];
        PlannedCase[] here = [.. cases.Where(isLocal)];
        ServerBatch batch = Start(cases, cancellationToken);
        Task hereDone = local.ExecuteAsync(new(here), maxConcurrency, new KeptResults(), Keep, cancellationToken);
        await Task.WhenAll(cases.Where(planned => !isLocal(planned)).Select(planned => AwaitAsync(planned, batch)).Append(hereDone)).ConfigureAwait(false);
        try
        {
            await batch.Completion.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What came before is the run's result.
        }

        run = run with { RunKey = batch.RunKeys is { Count: 1 } keys && here.Length == 0 ? keys.First() : run.RunKey };
        sink.Begin(run);
        RunTally tally = new();
        foreach (CaseResult result in cases.Select(planned => results.GetValueOrDefault(planned)).OfType<CaseResult>())
        {
            tally.Add(result);
            sink.Add(result);
        }

        return run with
        {
            State = cancellationToken.IsCancellationRequested ? RunState.Cancelled : RunState.Completed,
            EndedAt = time.GetUtcNow(),
            Summary = tally.ToSummary(time.GetElapsedTime(started)),
            Metrics = metrics.Of(tally.Metrics),
        };
    }

    ServerBatch Start(PlannedCase[] cases, CancellationToken cancellationToken) =>
        ServerBatch.Start(server, [.. cases.Where(planned => !isLocal(planned))], judge, warn, time, cancellationToken);
}
