using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>What the runs of one worker share: the store, the evaluator, and how many cases are evaluated at once.</summary>
internal sealed record RunDesk(IRunStore Store, Evaluator Evaluator, SemaphoreSlim Slots, int MaxConcurrency, TimeProvider Time, Action<Diagnostic> Warn) : IClaimDesk
{
    public int MostAtOnce => 64;

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) => Store.ReadUnclaimedAsync(limit, cancellationToken);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) => Store.ClaimAsync(id, worker, lease, cancellationToken);

    public Task GoOnAsync(Claim claim) => new ActiveRun(this, claim).GoOnAsync();
}
