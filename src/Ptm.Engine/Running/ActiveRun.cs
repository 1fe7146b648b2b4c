using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>A run that this worker has: evaluates what has no result, keeps the results, and ends the run.</summary>
#pragma warning disable CA1001 // A source of cancellation without a timer holds nothing, and a stop may come after the end.
internal sealed class ActiveRun(RunDesk desk, string runKey)
#pragma warning restore CA1001
{
    const int IndexesAtOnce = 512;

    readonly CancellationTokenSource _stop = new();
    Task _work = Task.CompletedTask;

    /// <summary>Begins the work.</summary>
    /// <param name="ended">Called when the work has ended, however it did.</param>
    public void Start(Action ended) => _work = Task.Run(async () =>
    {
        try
        {
            await WorkAsync().ConfigureAwait(false);
        }
        finally
        {
            ended();
        }
    });

    /// <summary>Ends the work: cases in flight are cancelled, what has a result is kept. The run itself goes on, elsewhere or later.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }

    async Task WorkAsync()
    {
        Task renewing = RenewAsync();
        try
        {
            await EvaluateAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was stopped, or another worker has the run.
        }
        catch (PtmException e)
        {
            // The store failed. The claim runs out and the run is taken up again, from what is stored.
            desk.Warn(e.Diagnostics[0]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Taken up again, it would fail again, and its cases would be paid for again.
            await FailAsync($"The run could not go on: {e.GetType().Name}: {e.Message}").ConfigureAwait(false);
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }
    }

    async Task FailAsync(string error)
    {
        desk.Warn(new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"{error} (run {runKey})"));
        try
        {
            RunTally tally = new();
            await AddKeptAsync(tally).ConfigureAwait(false);
            await desk.Store.EndAsync(runKey, RunState.Failed, tally.ToSummary(TimeSpan.Zero), error, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PtmException or OperationCanceledException)
        {
            // The store failed as well, or the run was stopped meanwhile: it is taken up again.
        }
    }

    async Task EvaluateAsync()
    {
        RunSpec spec;
        try
        {
            spec = await desk.Store.ReadSpecAsync(runKey, _stop.Token).ConfigureAwait(false) ?? throw new InvalidOperationException("The run has no cases.");
        }
        catch (Exception e) when (e is InvalidOperationException or System.Text.Json.JsonException)
        {
            await desk.Store.EndAsync(runKey, RunState.Failed, new(), $"What the run evaluates cannot be read: {e.Message}", _stop.Token).ConfigureAwait(false);
            return;
        }

        RunTally tally = new();
        await AddKeptAsync(tally).ConfigureAwait(false);
        ResultWriter writer = new(desk, runKey, tally, _stop.Token);
        try
        {
            await EvaluateMissingAsync(spec, writer).ConfigureAwait(false);
        }
        finally
        {
            await writer.CompleteAsync().ConfigureAwait(false);
        }

        if ((await desk.Store.ReadPendingAsync(runKey, 0, 1, _stop.Token).ConfigureAwait(false)).Count == 0)
        {
            await EndAsync(spec, tally).ConfigureAwait(false);
        }
    }

    async Task EvaluateMissingAsync(RunSpec spec, ResultWriter writer)
    {
        List<Task> inFlight = [];
        int from = 0;
        try
        {
            while (await desk.Store.ReadPendingAsync(runKey, from, IndexesAtOnce, _stop.Token).ConfigureAwait(false) is { Count: > 0 } pending)
            {
                foreach (int index in pending)
                {
                    await desk.Slots.WaitAsync(_stop.Token).ConfigureAwait(false);
                    inFlight.Add(EvaluateInSlotAsync(index, spec.CaseAt(index), writer));
                    if (inFlight.Count > 2 * desk.MaxConcurrency)
                    {
                        inFlight.RemoveAll(task => task.IsCompletedSuccessfully);
                    }
                }

                from = pending[^1] + 1;
            }
        }
        finally
        {
            await Task.WhenAll(inFlight).ConfigureAwait(false);
        }
    }

    async Task EvaluateInSlotAsync(int index, PlannedCase planned, ResultWriter writer)
    {
        try
        {
            // Off this loop, which hands out the next slot meanwhile.
            CaseResult result = await Task.Run(() => desk.Evaluator.EvaluateAsync(planned, new(), _stop.Token), CancellationToken.None).ConfigureAwait(false);
            await writer.AddAsync(new(index, result)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The case has no result and is evaluated by whoever takes the run next.
        }
        finally
        {
            desk.Slots.Release();
        }
    }

    async Task EndAsync(RunSpec spec, RunTally tally)
    {
        StoredRun? run = await desk.Store.FindAsync(runKey, _stop.Token).ConfigureAwait(false);
        TimeSpan duration = desk.Time.GetUtcNow() - (run?.StartedAt ?? desk.Time.GetUtcNow());
        RunSummary summary = tally.ToSummary(duration);
        if (summary.Total != spec.CaseCount)
        {
            // Another worker had a share in the run, so what is stored counts and not what was seen here.
            RunTally stored = new();
            await AddKeptAsync(stored).ConfigureAwait(false);
            summary = stored.ToSummary(duration);
        }

        await desk.Store.EndAsync(runKey, RunState.Completed, summary, null, _stop.Token).ConfigureAwait(false);
    }

    async Task AddKeptAsync(RunTally tally)
    {
        await foreach (StoredResult result in desk.Store.ReadResultsAsync(runKey, 0, _stop.Token).ConfigureAwait(false))
        {
            tally.Add(result.Result);
        }
    }

    async Task RenewAsync()
    {
        using PeriodicTimer timer = new(RunDesk.Renewal, desk.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (!await HoldsAsync().ConfigureAwait(false))
                {
                    await _stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task<bool> HoldsAsync()
    {
        try
        {
            return await desk.ClaimAsync(runKey, _stop.Token).ConfigureAwait(false);
        }
        catch (PtmException e)
        {
            // A full disk, say: nobody else can take the run either, and what was paid for is still to be kept.
            desk.Warn(e.Diagnostics[0]);
            return true;
        }
    }
}
