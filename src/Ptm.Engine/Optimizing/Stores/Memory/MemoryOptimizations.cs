using Ptm.Engine.Optimizing.Spending;

namespace Ptm.Engine.Optimizing.Stores.Memory;

/// <summary>Optimizations, as long as the process lives.</summary>
internal sealed class MemoryOptimizations(TimeProvider time) : IOptimizationStore
{
    readonly KeptOptimizations _kept = new();
    readonly Lock _adding = new();

    public Task<StoredOptimization> AddAsync(StoredOptimization optimization, OptimizationSpec spec, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            KeptOptimization? earlier = optimization.IdempotencyKey is null ? null
                : _kept.All.FirstOrDefault(kept => kept.Optimization.IdempotencyKey == optimization.IdempotencyKey && kept.Optimization.Ownership.Name == optimization.Ownership.Name);
            if (earlier is null)
            {
                int look = _kept.NextLook(optimization.PromptId);
                earlier = new(optimization with { Look = look }, spec with { Look = look });
                _kept.Add(earlier);
            }

            return Task.FromResult(earlier.Optimization);
        }
    }

    public Task<StoredOptimization?> FindUnfinishedAsync(string promptId, string owner, string fingerprint, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.NewestUnfinished(promptId, owner, fingerprint, static _ => false));

    public Task<int> NextLookAsync(string promptId, CancellationToken cancellationToken) => Task.FromResult(_kept.NextLook(promptId));

    public Task<StoredOptimization?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_kept.Find(id)?.Optimization);

    public Task<IReadOnlyList<StoredOptimization>> ListAsync(string promptId, CancellationToken cancellationToken) => Task.FromResult(_kept.ListOf(promptId));

    public Task<OptimizationSpec?> ReadSpecAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_kept.Find(id)?.Spec);

    public Task<IReadOnlyList<StoredStep>> ReadStepsAsync(string id, int after, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.StepsAfter(after) ?? []);

    public Task<IReadOnlyList<CallRecord>> ReadCallsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.Calls() ?? []);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.Claim(worker, time.GetUtcNow(), lease) ?? false);

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Unclaimed(limit, time.GetUtcNow(), static _ => true));

    public Task<bool> AddStepAsync(string id, string worker, StoredStep step, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.AddStep(worker, step, time.GetUtcNow()) ?? false);

    public Task<bool> AddCallAsync(string id, string worker, CallRecord call) =>
        Task.FromResult(_kept.Find(id)?.AddCall(worker, call, time.GetUtcNow()) ?? false);

    public Task SettleCallAsync(string id, CallRecord call)
    {
        _kept.Find(id)?.Add(call);
        return Task.CompletedTask;
    }

    public Task<bool> EndAsync(string id, OptimizationEnd end, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.End(end, time.GetUtcNow()) ?? false);

    public Task WaitForChangeAsync(string id, int seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken) =>
        _kept.Find(id)?.WaitAsync(seen, state, atMost, time, cancellationToken) ?? Task.CompletedTask;
}
