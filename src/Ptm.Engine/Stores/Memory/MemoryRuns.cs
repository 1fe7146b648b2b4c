using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Ptm.Engine.Stores.Memory;

/// <summary>Runs and their results, as long as the process lives.</summary>
internal sealed class MemoryRuns(TimeProvider time) : IRunStore
{
    readonly ConcurrentDictionary<string, Entry> _runs = new(StringComparer.Ordinal);
    readonly Lock _adding = new();

    public Task<StoredRun> AddAsync(StoredRun run, RunSpec spec, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            StoredRun? earlier = run.IdempotencyKey is null ? null : _runs.Values.Select(entry => entry.Run).FirstOrDefault(known => known.IdempotencyKey == run.IdempotencyKey && known.Ownership.Name == run.Ownership.Name);
            if (earlier is null)
            {
                _runs[run.RunKey] = new(run, spec);
            }

            return Task.FromResult(earlier ?? run);
        }
    }

    public Task<StoredRun?> FindAsync(string runKey, CancellationToken cancellationToken) => Task.FromResult(_runs.GetValueOrDefault(runKey)?.Run);

    public Task<IReadOnlyList<StoredRun>> ListAsync(RunQuery query, CancellationToken cancellationToken)
    {
        StoredRun[] runs = [.. _runs.Values.Select(entry => entry.Run)];
        HashSet<string> amended = [.. runs.Select(run => run.Amends).OfType<string>()];
        return Task.FromResult<IReadOnlyList<StoredRun>>(
        [
            .. runs
                .Where(run => !amended.Contains(run.RunKey)
                    && query.Caller.MaySee(run.Ownership)
                    && (!query.MineOnly || run.Ownership.Name == query.Caller.Name)
                    && (!query.TerminalOnly || run.IsTerminal))
                .OrderByDescending(run => run.StartedAt)
                .ThenByDescending(run => run.RunKey, StringComparer.Ordinal)
                .Take(query.Limit),
        ]);
    }

    public Task<RunSpec?> ReadSpecAsync(string runKey, CancellationToken cancellationToken) => Task.FromResult(_runs.GetValueOrDefault(runKey)?.Spec);

    public async IAsyncEnumerable<StoredResult> ReadResultsAsync(string runKey, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (StoredResult result in _runs.GetValueOrDefault(runKey)?.ResultsAfter(after) ?? [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return result;
        }
    }

    public Task<IReadOnlyList<int>> ReadPendingAsync(string runKey, int from, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<int>>(_runs.GetValueOrDefault(runKey)?.Pending(from, limit) ?? []);

    public Task<int> AddResultsAsync(string runKey, IReadOnlyList<StoredResult> results, CancellationToken cancellationToken) =>
        Task.FromResult(_runs.GetValueOrDefault(runKey)?.Add(results) ?? 0);

    public Task<bool> ClaimAsync(string runKey, string worker, TimeSpan lease, CancellationToken cancellationToken) =>
        Task.FromResult(_runs.GetValueOrDefault(runKey)?.Claim(worker, time.GetUtcNow(), lease) ?? false);

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return Task.FromResult<IReadOnlyList<string>>(
        [
            .. _runs.Values.Where(entry => entry.IsUnclaimed(now)).Select(entry => entry.Run).OrderBy(run => run.StartedAt).Take(limit).Select(run => run.RunKey),
        ]);
    }

    public Task<bool> EndAsync(string runKey, RunState state, RunSummary summary, string? error, CancellationToken cancellationToken) =>
        Task.FromResult(_runs.GetValueOrDefault(runKey)?.End(state, summary, error, time.GetUtcNow()) ?? false);

    public Task WaitForChangeAsync(string runKey, long seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken) =>
        _runs.GetValueOrDefault(runKey)?.WaitAsync(seen, state, atMost, time, cancellationToken) ?? Task.CompletedTask;

    sealed class Entry(StoredRun run, RunSpec spec) : LeasedWork
    {
        readonly List<StoredResult> _results = [];
        readonly HashSet<int> _done = [];
        StoredRun _run = run;

        public StoredRun Run
        {
            get
            {
                lock (Gate)
                {
                    return _run;
                }
            }
        }

        public RunSpec Spec => spec;

        protected override RunState State
        {
            get => _run.State;
            set => _run = _run with { State = value };
        }

        protected override int Progress => _results.Count;

        public IReadOnlyList<StoredResult> ResultsAfter(long after)
        {
            lock (Gate)
            {
                return _results[Math.Min((int)after, _results.Count)..];
            }
        }

        public List<int> Pending(int from, int limit)
        {
            lock (Gate)
            {
                List<int> pending = [];
                for (int index = from; index < _run.CaseCount && pending.Count < limit; index++)
                {
                    if (!_done.Contains(index))
                    {
                        pending.Add(index);
                    }
                }

                return pending;
            }
        }

        public int Add(IReadOnlyList<StoredResult> results)
        {
            lock (Gate)
            {
                foreach (StoredResult result in _run.IsTerminal ? [] : results)
                {
                    if (_done.Add(result.Index))
                    {
                        _results.Add(result with { Sequence = _results.Count + 1 });
                    }
                }

                Signal();
                return _done.Count;
            }
        }

        public bool End(RunState state, RunSummary summary, string? error, DateTimeOffset now)
        {
            lock (Gate)
            {
                if (_run.IsTerminal)
                {
                    return false;
                }

                _run = _run with { State = state, Summary = summary, Error = error, EndedAt = now };
                Signal();
                return true;
            }
        }
    }
}
