using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>What the runs of one worker share: the store, the evaluator, and how many cases are evaluated at once.</summary>
internal sealed record RunDesk(IRunStore Store, Evaluator Evaluator, SemaphoreSlim Slots, int MaxConcurrency, string Worker, TimeProvider Time, Action<Diagnostic> Warn)
{
    /// <summary>How long a run stays with a worker that does not prolong it: after that, another may take it.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(6);

    /// <summary>How often a worker prolongs what it has.</summary>
    public static TimeSpan Renewal { get; } = TimeSpan.FromSeconds(1);

    public Task<bool> ClaimAsync(string runKey, CancellationToken cancellationToken) => Store.ClaimAsync(runKey, Worker, Lease, cancellationToken);
}
