using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Engine.Optimizing.Journaling;

/// <summary>The calls of an optimization that a worker has, as its store keeps them.</summary>
/// <param name="store">The store.</param>
/// <param name="id">The optimization.</param>
/// <param name="worker">The worker that has it.</param>
internal sealed class HeldOptimization(IOptimizationStore store, string id, string worker) : ICallJournal
{
    public Task<bool> AddAsync(CallRecord call) => store.AddCallAsync(id, worker, call);

    public Task SettleAsync(CallRecord call) => store.SettleCallAsync(id, call);

    public Task<bool> AddAsync(StoredStep step, CancellationToken cancellationToken) => store.AddStepAsync(id, worker, step, cancellationToken);
}
