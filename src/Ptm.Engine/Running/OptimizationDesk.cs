using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>What the optimizations of one worker share.</summary>
/// <param name="Store">Where they are kept.</param>
/// <param name="Prompts">Where their results become versions.</param>
/// <param name="Parts">What evaluates cases, within the money of one.</param>
/// <param name="Judge">The judge of prompts that name none; null for none.</param>
/// <param name="Time">The clock.</param>
internal sealed record OptimizationDesk(IOptimizationStore Store, IPromptStore Prompts, EvaluationParts Parts, string? Judge, TimeProvider Time) : IClaimDesk
{
    public int MostAtOnce => 16;

    public Action<Diagnostic> Warn => Parts.Warn;

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) => Store.ReadUnclaimedAsync(limit, cancellationToken);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) => Store.ClaimAsync(id, worker, lease, cancellationToken);

    public Task GoOnAsync(Claim claim) => new ActiveOptimization(this, claim).GoOnAsync();
}
