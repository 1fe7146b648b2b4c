using System.Runtime.CompilerServices;
using Ptm.Engine.Reporting;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>The runs of an engine's store, as one caller sees them.</summary>
internal sealed class EngineRuns(IRunStore store, Worker worker, TimeProvider time, PtmCaller caller) : IPtmRuns
{
    const int MostListed = 1000;

    static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(300);

    // Changes are signalled; this is how long one that was missed could stay unseen.
    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<RunResult>> ListAsync(int limit = 50, bool terminalOnly = false, bool mineOnly = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (limit is < 1 or > MostListed)
        {
            throw Rights.Invalid($"'limit' takes a whole number from 1 to {MostListed}, and this is {limit}.");
        }

        IReadOnlyList<StoredRun> listed = await store.ListAsync(new() { Caller = caller, Limit = limit, TerminalOnly = terminalOnly, MineOnly = mineOnly }, cancellationToken).ConfigureAwait(false);
        return [.. listed.Select(Result)];
    }

    public async Task<RunResult> GetAsync(string runKey, CancellationToken cancellationToken = default)
    {
        StoredRun run = await FindAsync(runKey, cancellationToken).ConfigureAwait(false);
        List<StoredResult> results = [];
        RunTally tally = new();
        await foreach (StoredResult result in store.ReadResultsAsync(runKey, 0, cancellationToken).ConfigureAwait(false))
        {
            results.Add(result);
            tally.Add(result.Result);
        }

        results.Sort((one, other) => one.Index.CompareTo(other.Index));
        return Result(run) with
        {
            Summary = tally.ToSummary((run.EndedAt ?? time.GetUtcNow()) - run.StartedAt),
            Results = [.. results.Select(result => result.Result)],
        };
    }

    public async Task<RunResult> WaitAsync(string runKey, TimeSpan? timeout = null, TimeSpan? pollInterval = null, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TimeSpan limit = WaitLimit.Of(timeout, pollInterval, s_defaultTimeout);
        using CancellationTokenSource late = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        RunProgress? last = null;
        try
        {
            await foreach (RunProgress step in FollowAsync(runKey, 0, either.Token).ConfigureAwait(false))
            {
                last = step;
                progress?.Report(step);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PtmTimeoutException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The run {Rights.Shown(runKey)} had not ended after {limit.TotalSeconds:0.###} s{(last is null ? "" : $": {(last.State == RunState.Queued ? "queued" : "running")}, {last.Completed} of {last.Total} cases")}. It goes on: wait again, or cancel it."),
                runKey,
                last?.State);
        }

        return await GetAsync(runKey, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<RunProgress> FollowAsync(string runKey, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (after < 0)
        {
            throw Rights.Invalid($"A run's events are numbered from 1, and this is {after}.");
        }

        long seen = after;
        RunState? told = null;
        while (true)
        {
            // The state first: once a run has ended, no result can come after those that are read next.
            StoredRun run = await FindAsync(runKey, cancellationToken).ConfigureAwait(false);
            RunState meanwhile = run.IsTerminal ? RunState.Running : run.State;
            if (!run.IsTerminal && told != run.State)
            {
                told = run.State;
                yield return Step(run.State, seen, null);
            }

            bool any = false;
            await foreach (StoredResult result in store.ReadResultsAsync(runKey, seen, cancellationToken).ConfigureAwait(false))
            {
                any = true;
                seen = result.Sequence;
                yield return Step(meanwhile, seen, result.Result);
            }

            if (run.IsTerminal)
            {
                yield return Step(run.State, seen + 1, null);
                yield break;
            }

            if (!any)
            {
                await store.WaitForChangeAsync(runKey, seen, run.State, s_look, cancellationToken).ConfigureAwait(false);
            }

            // Results are numbered without a gap, so that the number of the newest is how many there are.
            RunProgress Step(RunState state, long sequence, CaseResult? result) => new()
            {
                RunKey = runKey,
                Sequence = sequence,
                State = state,
                Completed = run.IsTerminal && result is null ? run.Summary.Total : (int)Math.Min(seen, run.CaseCount),
                Total = run.CaseCount,
                Result = result,
            };
        }
    }

    public async Task<string> ReportAsync(string runKey, ReportFormat format = ReportFormat.Html, CancellationToken cancellationToken = default) =>
        RunReport.Write(await GetAsync(runKey, cancellationToken).ConfigureAwait(false), format);

    public async Task CancelAsync(string runKey, CancellationToken cancellationToken = default)
    {
        StoredRun run = await FindAsync(runKey, cancellationToken).ConfigureAwait(false);
        caller.MustChange(run.Ownership, $"The run {Rights.Shown(runKey)}");
        if (run.IsTerminal)
        {
            return;
        }

        // What is in flight in this process is let go of first, so that the figures are those of the results that are kept.
        await worker.StopAsync(runKey, cancellationToken).ConfigureAwait(false);
        RunResult sofar = await GetAsync(runKey, cancellationToken).ConfigureAwait(false);
        await store.EndAsync(runKey, RunState.Cancelled, sofar.Summary, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The run as callers see it, without its results.</summary>
    public static RunResult Result(StoredRun run) => new()
    {
        RunKey = run.RunKey,
        State = run.State,
        Label = run.Label,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        CaseCount = run.CaseCount,
        Owner = run.Ownership.Name,
        VisibilityScope = run.Ownership.VisibilityScope,
        Summary = run.Summary,
        Error = run.Error,
    };

    async Task<StoredRun> FindAsync(string runKey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await store.FindAsync(runKey, cancellationToken).ConfigureAwait(false)).Visible(caller, runKey);
    }
}
