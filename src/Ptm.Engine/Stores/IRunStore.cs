namespace Ptm.Engine.Stores;

/// <summary>
/// Where runs and their results are kept. A result is keyed by its run and index; what is left to do is an index without a result,
/// so a run can be taken up by any process at any time. Rights are checked by the engine, not here, save in <see cref="ListAsync"/>.
/// </summary>
public interface IRunStore
{
    /// <summary>Keeps a run, queued. When this returns, the run survives the end of the process, if the store is one that can.</summary>
    /// <returns>The run that is kept: an earlier one of the same owner with the same idempotency key, or <paramref name="run"/>.</returns>
    Task<StoredRun> AddAsync(StoredRun run, RunSpec spec, CancellationToken cancellationToken);

    /// <summary>Finds a run; null when there is none.</summary>
    Task<StoredRun?> FindAsync(string runKey, CancellationToken cancellationToken);

    /// <summary>Lists runs, the newest first.</summary>
    Task<IReadOnlyList<StoredRun>> ListAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>Reads what a run evaluates; null when there is no such run.</summary>
    Task<RunSpec?> ReadSpecAsync(string runKey, CancellationToken cancellationToken);

    /// <summary>Reads results in the order in which they were stored.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="after">Only those with a greater <see cref="StoredResult.Sequence"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<StoredResult> ReadResultsAsync(string runKey, long after, CancellationToken cancellationToken);

    /// <summary>Reads which indexes have no result yet, growing, <paramref name="from"/> or greater, <paramref name="limit"/> at most.</summary>
    Task<IReadOnlyList<int>> ReadPendingAsync(string runKey, int from, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps results. An index that has one keeps it; results of a run that has ended are dropped.</summary>
    /// <returns>How many of the run's cases have results now.</returns>
    Task<int> AddResultsAsync(string runKey, IReadOnlyList<StoredResult> results, CancellationToken cancellationToken);

    /// <summary>Takes a run for a worker, or prolongs what it has, so that no other evaluates it meanwhile. A queued run becomes running.</summary>
    /// <returns>False when the run has ended or another worker has it.</returns>
    Task<bool> ClaimAsync(string runKey, string worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Reads which runs have not ended and are nobody's at the moment, the oldest first, <paramref name="limit"/> at most.</summary>
    Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Ends a run that has not ended.</summary>
    /// <param name="runKey">The run's key.</param>
    /// <param name="state">A state in which a run has ended.</param>
    /// <param name="summary">Its figures.</param>
    /// <param name="error">Why it could not go on; null unless failed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when it had ended before.</returns>
    Task<bool> EndAsync(string runKey, RunState state, RunSummary summary, string? error, CancellationToken cancellationToken);

    /// <summary>Waits until a run has more than <paramref name="seen"/> results or another state than <paramref name="state"/>, or until <paramref name="atMost"/> has passed. Changes of other processes may be seen late, within a second.</summary>
    Task WaitForChangeAsync(string runKey, long seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken);
}
