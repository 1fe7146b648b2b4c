using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>A run that a worker has: evaluates what has no result, keeps the results, and ends the run when none is left.</summary>
internal sealed class ActiveRun(RunDesk desk, Claim claim)
{
    const int IndexesAtOnce = 512;

    readonly string _runKey = claim.Id;
    readonly CancellationToken _stopped = claim.Stopped;

    public async Task GoOnAsync()
    {
        try
        {
            await EvaluateAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
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
    }

    async Task FailAsync(string error)
    {
        desk.Warn(new(DiagnosticCodes.ServerFailed, DiagnosticSeverity.Warning, $"{error} (run {_runKey})"));
        try
        {
            RunTally tally = new();
            await AddKeptAsync(tally).ConfigureAwait(false);
            await desk.Store.EndAsync(_runKey, RunState.Failed, tally.ToSummary(TimeSpan.Zero), error, _stopped).ConfigureAwait(false);
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
            spec = await desk.Store.ReadSpecAsync(_runKey, _stopped).ConfigureAwait(false) ?? throw new InvalidOperationException("The run has no cases.");
        }
        catch (Exception e) when (e is InvalidOperationException or System.Text.Json.JsonException)
        {
            await desk.Store.EndAsync(_runKey, RunState.Failed, new(), $"What the run evaluates cannot be read: {e.Message}", _stopped).ConfigureAwait(false);
            return;
        }

        RunTally tally = new();
        await AddKeptAsync(tally).ConfigureAwait(false);
        ResultWriter writer = new(desk, _runKey, tally, _stopped);
        try
        {
            await EvaluateMissingAsync(spec, writer).ConfigureAwait(false);
        }
        finally
        {
            await writer.CompleteAsync().ConfigureAwait(false);
        }

        if ((await desk.Store.ReadPendingAsync(_runKey, 0, 1, _stopped).ConfigureAwait(false)).Count == 0)
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
            while (await desk.Store.ReadPendingAsync(_runKey, from, IndexesAtOnce, _stopped).ConfigureAwait(false) is { Count: > 0 } pending)
            {
                foreach (int index in pending)
                {
                    await desk.Parts.Slots.WaitAsync(_stopped).ConfigureAwait(false);
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
            CaseResult result = await Task.Run(() => desk.Parts.Evaluator.EvaluateAsync(planned, new(), _stopped), CancellationToken.None).ConfigureAwait(false);
            await writer.AddAsync(new(index, result)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The case has no result and is evaluated by whoever takes the run next.
        }
        finally
        {
            desk.Parts.Slots.Release();
        }
    }

    async Task EndAsync(RunSpec spec, RunTally tally)
    {
        StoredRun? run = await desk.Store.FindAsync(_runKey, _stopped).ConfigureAwait(false);
        TimeSpan duration = desk.Time.GetUtcNow() - (run?.StartedAt ?? desk.Time.GetUtcNow());
        RunSummary summary = tally.ToSummary(duration);
        if (summary.Total != spec.CaseCount)
        {
            // Another worker had a share in the run, so what is stored counts and not what was seen here.
            RunTally stored = new();
            await AddKeptAsync(stored).ConfigureAwait(false);
            summary = stored.ToSummary(duration);
        }

        await desk.Store.EndAsync(_runKey, RunState.Completed, summary, null, _stopped).ConfigureAwait(false);
    }

    async Task AddKeptAsync(RunTally tally)
    {
        await foreach (StoredResult result in desk.Store.ReadResultsAsync(_runKey, 0, _stopped).ConfigureAwait(false))
        {
            tally.Add(result.Result);
        }
    }
}
