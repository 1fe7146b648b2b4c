using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>What the optimizations of one worker share.</summary>
/// <param name="Store">Where they are kept.</param>
/// <param name="Prompts">Where their results become versions.</param>
/// <param name="Within">What asks models within the money of one.</param>
/// <param name="Renderer">Renders prompts.</param>
/// <param name="Judge">The judge of prompts that name none; null for none.</param>
/// <param name="Slots">How many cases are evaluated at once, with those of runs.</param>
/// <param name="Time">The clock.</param>
/// <param name="Warn">Told what went wrong and goes on.</param>
/// <param name="Ended">Called when one has ended.</param>
internal sealed record OptimizationDesk(
    IOptimizationStore Store,
    IPromptStore Prompts,
    Func<CallBudget, BudgetedModels> Within,
    PromptRenderer Renderer,
    string? Judge,
    SemaphoreSlim Slots,
    TimeProvider Time,
    Action<Diagnostic> Warn,
    Action Ended) : IClaimDesk
{
    public int MostAtOnce => 16;

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) => Store.ReadUnclaimedAsync(limit, cancellationToken);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) => Store.ClaimAsync(id, worker, lease, cancellationToken);

    public Task GoOnAsync(Claim claim) => new ActiveOptimization(this, claim).GoOnAsync();
}
