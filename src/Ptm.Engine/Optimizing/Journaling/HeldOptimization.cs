using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Engine.Optimizing.Journaling;

/// <summary>What an optimization that a worker has does, as its store keeps it.</summary>
/// <param name="store">The store.</param>
/// <param name="id">The optimization.</param>
/// <param name="worker">The worker that has it.</param>
internal sealed class HeldOptimization(IOptimizationStore store, string id, string worker) : ICallJournal
{
    /// <summary>Why the store could not keep something; null where it could.</summary>
    public Exception? Failure { get; private set; }

    public Task<bool> AddAsync(CallRecord call) => KeptAsync(store.AddCallAsync(id, worker, call));

    public async Task SettleAsync(CallRecord call)
    {
        try
        {
            await store.SettleCallAsync(id, call).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            Failure = failed;
            throw;
        }
    }

    /// <returns>False where the worker no longer has the optimization.</returns>
    public Task<bool> AddAsync(StoredStep step, CancellationToken cancellationToken) => KeptAsync(store.AddStepAsync(id, worker, step, cancellationToken));

    async Task<bool> KeptAsync(Task<bool> keeping)
    {
        try
        {
            return await keeping.ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            Failure = failed;
            throw;
        }
    }
}
