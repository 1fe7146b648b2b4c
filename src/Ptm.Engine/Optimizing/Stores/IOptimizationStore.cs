using Ptm.Engine.Optimizing.Spending;

namespace Ptm.Engine.Optimizing.Stores;

/// <summary>
/// Where optimizations are kept, with every step that has ended and every call that was made. One process at a time has an optimization, by a lease;
/// what it was told to keep is on disk when it is told so, where the store has one. Rights are checked by the engine, not here.
/// </summary>
internal interface IOptimizationStore
{
    /// <summary>Whether a submission goes on with an equal one that did not end.</summary>
    bool GoesOn => false;

    /// <summary>Adds an optimization, or finds the one that the same request added before.</summary>
    /// <returns>The optimization as it is kept, with its look.</returns>
    Task<StoredOptimization> AddAsync(StoredOptimization optimization, OptimizationSpec spec, CancellationToken cancellationToken);

    /// <summary>Finds the optimization whose answers a new one takes over: the newest of its owner, prompt and fingerprint, if that ended unfinished. Null where there is none.</summary>
    Task<StoredOptimization?> FindUnfinishedAsync(string promptId, string owner, string fingerprint, CancellationToken cancellationToken);

    /// <summary>Which look at the held-out cases of a prompt the next optimization would be, from 1.</summary>
    Task<int> NextLookAsync(string promptId, CancellationToken cancellationToken);

    /// <summary>Finds an optimization; null when there is none.</summary>
    Task<StoredOptimization?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists the optimizations of a prompt, the newest first.</summary>
    Task<IReadOnlyList<StoredOptimization>> ListAsync(string promptId, CancellationToken cancellationToken);

    /// <summary>What an optimization was asked for; null when there is none.</summary>
    Task<OptimizationSpec?> ReadSpecAsync(string id, CancellationToken cancellationToken);

    /// <summary>The steps that have ended after the one numbered <paramref name="after"/>, in order.</summary>
    Task<IReadOnlyList<StoredStep>> ReadStepsAsync(string id, int after, CancellationToken cancellationToken);

    /// <summary>The calls that were made, in order.</summary>
    Task<IReadOnlyList<CallRecord>> ReadCallsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes an open optimization that is nobody's, or prolongs the lease. What another worker had under way is lost then.</summary>
    /// <returns>False where it has ended, or another worker has it.</returns>
    Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Open optimizations that are nobody's, the oldest first.</summary>
    Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Keeps a step that has ended.</summary>
    /// <returns>False where the worker no longer has the optimization: the step is not kept.</returns>
    Task<bool> AddStepAsync(string id, string worker, StoredStep step, CancellationToken cancellationToken);

    /// <summary>Keeps that money is set aside for a call, or counts a recorded one.</summary>
    /// <returns>False where the worker no longer has the optimization, or the money would not suffice: the call may not be made.</returns>
    Task<bool> AddCallAsync(string id, string worker, CallRecord call);

    /// <summary>Keeps what became of a call that money was set aside for; nothing where that was decided already.</summary>
    Task SettleCallAsync(string id, CallRecord call);

    /// <summary>Ends an optimization.</summary>
    /// <returns>False when it had ended before.</returns>
    Task<bool> EndAsync(string id, OptimizationEnd end, CancellationToken cancellationToken);

    /// <summary>Waits until an optimization has more than <paramref name="seen"/> steps or another state than <paramref name="state"/>, or until <paramref name="atMost"/> has passed.</summary>
    Task WaitForChangeAsync(string id, int seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken);
}
