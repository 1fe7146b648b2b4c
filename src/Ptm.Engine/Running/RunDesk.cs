using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>What the runs of one worker share.</summary>
/// <param name="Store">Where they are kept.</param>
/// <param name="Parts">What evaluates cases.</param>
/// <param name="MaxConcurrency">How many cases are evaluated at once.</param>
/// <param name="Time">The clock.</param>
internal sealed record RunDesk(IRunStore Store, EvaluationParts Parts, int MaxConcurrency, TimeProvider Time) : IClaimDesk
{
    public int MostAtOnce => 64;

    public Action<Diagnostic> Warn => Parts.Warn;

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) => Store.ReadUnclaimedAsync(limit, cancellationToken);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) => Store.ClaimAsync(id, worker, lease, cancellationToken);

    public Task GoOnAsync(Claim claim) => new ActiveRun(this, claim).GoOnAsync();
}
