using System.Collections.Concurrent;
using Ptm.Engine.Optimizing.Spending;

namespace Ptm.Engine.Optimizing.Stores.Memory;

/// <summary>Optimizations, as long as the process lives.</summary>
internal sealed class MemoryOptimizations(TimeProvider time) : IOptimizationStore
{
    readonly ConcurrentDictionary<string, KeptOptimization> _kept = new(StringComparer.Ordinal);
    readonly Lock _adding = new();

    public Task<StoredOptimization> AddAsync(StoredOptimization optimization, OptimizationSpec spec, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            KeptOptimization? earlier = optimization.IdempotencyKey is null ? null
                : _kept.Values.FirstOrDefault(kept => kept.Optimization.IdempotencyKey == optimization.IdempotencyKey && kept.Optimization.Ownership.Name == optimization.Ownership.Name);
            if (earlier is null)
            {
                int look = 1 + _kept.Values.Count(kept => kept.Spec.Prompt.Id == optimization.PromptId && kept.Looks);
                _kept[optimization.Id] = earlier = new(optimization with { Look = look }, spec with { Look = look });
            }

            return Task.FromResult(earlier.Optimization);
        }
    }

    public Task<StoredOptimization?> FindUnfinishedAsync(string promptId, string owner, string fingerprint, CancellationToken cancellationToken) =>
        Task.FromResult(KeptOptimization.NewestUnfinished(_kept.Values.Select(kept => kept.Optimization), promptId, owner, fingerprint, static _ => false));

    public Task<StoredOptimization?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_kept.GetValueOrDefault(id)?.Optimization);

    public Task<IReadOnlyList<StoredOptimization>> ListAsync(string promptId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredOptimization>>(
    [
        .. _kept.Values.Select(kept => kept.Optimization)
            .Where(optimization => optimization.PromptId == promptId)
            .OrderByDescending(optimization => optimization.CreatedAt)
            .ThenByDescending(optimization => optimization.Id, StringComparer.Ordinal),
    ]);

    public Task<OptimizationSpec?> ReadSpecAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_kept.GetValueOrDefault(id)?.Spec);

    public Task<IReadOnlyList<StoredStep>> ReadStepsAsync(string id, int after, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.GetValueOrDefault(id)?.StepsAfter(after) ?? []);

    public Task<IReadOnlyList<CallRecord>> ReadCallsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.GetValueOrDefault(id)?.Calls() ?? []);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.GetValueOrDefault(id)?.Claim(worker, time.GetUtcNow(), lease) ?? false);

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return Task.FromResult<IReadOnlyList<string>>(
        [
            .. _kept.Values.Where(kept => kept.IsUnclaimed(now)).Select(kept => kept.Optimization).OrderBy(optimization => optimization.CreatedAt).Take(limit).Select(optimization => optimization.Id),
        ]);
    }

    public Task<bool> AddStepAsync(string id, string worker, StoredStep step, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.GetValueOrDefault(id)?.AddStep(worker, step, time.GetUtcNow()) ?? false);

    public Task<bool> AddCallAsync(string id, string worker, CallRecord call) =>
        Task.FromResult(_kept.GetValueOrDefault(id)?.AddCall(worker, call, time.GetUtcNow()) ?? false);

    public Task SettleCallAsync(string id, CallRecord call)
    {
        _kept.GetValueOrDefault(id)?.Add(call);
        return Task.CompletedTask;
    }

    public Task<bool> EndAsync(string id, OptimizationEnd end, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.GetValueOrDefault(id)?.End(end, time.GetUtcNow()) ?? false);

    public Task WaitForChangeAsync(string id, int seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken) =>
        _kept.GetValueOrDefault(id)?.WaitAsync(seen, state, atMost, time, cancellationToken) ?? Task.CompletedTask;
}
