using System.Collections.Concurrent;

namespace Ptm.Engine.Running;

/// <summary>Runs of this process, gone with it.</summary>
internal sealed class InMemoryRuns : IPtmRuns
{
    static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(300);

    readonly ConcurrentDictionary<string, Entry> _runs = new(StringComparer.Ordinal);

    /// <summary>Begins a run in the background.</summary>
    public RunResult Start(RunResult queued, Func<CancellationToken, Task<RunResult>> run)
    {
        Entry entry = new(queued);
        _runs[queued.RunKey] = entry;
        entry.Task = Task.Run(async () =>
        {
            try
            {
                entry.Current = await run(entry.Cancel.Token).ConfigureAwait(false) with { RunKey = queued.RunKey, Label = queued.Label };
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Nobody awaits this task but WaitAsync, which wants the run's state whatever happened.
                entry.Current = queued with { State = RunState.Failed, Error = e.Message };
            }

            return entry.Current;
        });
        return queued;
    }

    public Task<IReadOnlyList<RunResult>> ListAsync(int limit = 50, bool terminalOnly = false, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<RunResult>>(
        [
            .. _runs.Values
                .Select(entry => entry.Current)
                .Where(run => !terminalOnly || run.State is not (RunState.Queued or RunState.Running))
                .OrderByDescending(run => run.StartedAt)
                .Take(limit)
                .Select(run => run with { Results = [] }),
        ]);

    public Task<RunResult> GetAsync(string runKey, CancellationToken cancellationToken = default) => Task.FromResult(Find(runKey).Current);

    public Task<RunResult> WaitAsync(string runKey, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Find(runKey).Task!.WaitAsync(timeout ?? s_defaultTimeout, cancellationToken);

    public Task CancelAsync(string runKey, CancellationToken cancellationToken = default) => Find(runKey).Cancel.CancelAsync();

    Entry Find(string runKey) => _runs.TryGetValue(runKey, out Entry? entry)
        ? entry
        : throw new PtmException(new Diagnostic(DiagnosticCodes.NotFound, DiagnosticSeverity.Error, $"There is no run '{runKey}'."));

    sealed class Entry(RunResult current)
    {
        public RunResult Current { get; set; } = current;

        public CancellationTokenSource Cancel { get; } = new();

        public Task<RunResult>? Task { get; set; }
    }
}
