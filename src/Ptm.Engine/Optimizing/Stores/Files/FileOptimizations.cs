using System.Collections.Concurrent;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Stores.Files;

/// <summary>
/// Optimizations as files, a folder each. Only those that were asked for in this process are run: none is paid for because a folder holds it.
/// An equal one that did not end goes on.
/// </summary>
internal sealed class FileOptimizations(string folder, SecretFilter secrets, TimeProvider time) : IOptimizationStore, IDisposable
{
    readonly KeptOptimizations _kept = new();
    readonly ConcurrentDictionary<string, OptimizationFile> _open = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _reading = new(1);
    bool _isRead;

    public bool GoesOn => true;

    public async Task<StoredOptimization> AddAsync(StoredOptimization optimization, OptimizationSpec spec, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        KeptOptimization? earlier = optimization.IdempotencyKey is null ? null
            : _kept.All.Where(kept => kept.Optimization is { IsTerminal: false } open && open.IdempotencyKey == optimization.IdempotencyKey).MaxBy(kept => kept.Optimization.CreatedAt);
        if (earlier is null)
        {
            int look = _kept.NextLook(optimization.PromptId);
            optimization = optimization with { Look = look };
            earlier = new(optimization, spec with { Look = look });
            _open[optimization.Id] = OptimizationFile.Create(PathOf(optimization.Id), optimization, spec, secrets);
            _kept.Add(earlier);
        }
        else if (!_open.ContainsKey(earlier.Optimization.Id))
        {
            earlier.Resume(spec.Prompt);
            _open[earlier.Optimization.Id] = OptimizationFile.Open(PathOf(earlier.Optimization.Id), secrets);
        }

        return earlier.Optimization;
    }

    public async Task<StoredOptimization?> FindUnfinishedAsync(string promptId, string owner, string fingerprint, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);

        // One that was interrupted has not ended, and nobody goes on with it but who asks for just the same. One that another process is at is not left.
        return _kept.NewestUnfinished(promptId, owner, fingerprint, one => !_open.ContainsKey(one.Id) && !OptimizationFile.IsHeld(PathOf(one.Id)));
    }

    public async Task<int> NextLookAsync(string promptId, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        return _kept.NextLook(promptId);
    }

    public async Task<StoredOptimization?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        return _kept.Find(id)?.Optimization;
    }

    public async Task<IReadOnlyList<StoredOptimization>> ListAsync(string promptId, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        return _kept.ListOf(promptId);
    }

    public Task<OptimizationSpec?> ReadSpecAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_kept.Find(id)?.Spec);

    public Task<IReadOnlyList<StoredStep>> ReadStepsAsync(string id, int after, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.StepsAfter(after) ?? []);

    public Task<IReadOnlyList<CallRecord>> ReadCallsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Find(id)?.Calls() ?? []);

    public Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken) =>
        Task.FromResult(_open.ContainsKey(id) && (_kept.Find(id)?.Claim(worker, time.GetUtcNow(), lease) ?? false));

    public Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult(_kept.Unclaimed(limit, time.GetUtcNow(), _open.ContainsKey));

    public async Task<bool> AddStepAsync(string id, string worker, StoredStep step, CancellationToken cancellationToken)
    {
        if (_kept.Find(id) is not { } kept || !kept.IsHeld(worker, time.GetUtcNow()))
        {
            return false;
        }

        await _open[id].AppendAsync(step).ConfigureAwait(false);
        return kept.AddStep(worker, step, time.GetUtcNow());
    }

    public async Task<bool> AddCallAsync(string id, string worker, CallRecord call)
    {
        if (_kept.Find(id) is not { } kept || !kept.AddCall(worker, call, time.GetUtcNow()))
        {
            return false;
        }

        await _open[id].AppendAsync(call).ConfigureAwait(false);
        return true;
    }

    public async Task SettleCallAsync(string id, CallRecord call)
    {
        await _open[id].AppendAsync(call).ConfigureAwait(false);
        _kept.Find(id)!.Add(call);
    }

    public async Task<bool> EndAsync(string id, OptimizationEnd end, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (_kept.Find(id) is not { } kept || kept.Optimization.IsTerminal)
        {
            return false;
        }

        // One that another process left is ended by whoever cancels it.
        OptimizationFile file = _open.GetOrAdd(id, static (id, store) => OptimizationFile.Open(store.PathOf(id), store.Secrets), this);
        DateTimeOffset now = time.GetUtcNow();
        await file.AppendAsync(end, kept.Optimization.SpentUsd, now).ConfigureAwait(false);
        return kept.End(end, now);
    }

    public Task WaitForChangeAsync(string id, int seen, RunState state, TimeSpan atMost, CancellationToken cancellationToken) =>
        _kept.Find(id)?.WaitAsync(seen, state, atMost, time, cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        foreach (OptimizationFile file in _open.Values)
        {
            file.Dispose();
        }

        _reading.Dispose();
    }

    SecretFilter Secrets => secrets;

    string PathOf(string id) => Path.Combine(folder, id);

    async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IEnumerable<string> paths = _isRead || !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder);
            foreach (string path in paths.Order(StringComparer.Ordinal))
            {
                if (OptimizationFile.Read(path) is { } kept)
                {
                    _kept.Add(kept);
                }
            }

            _isRead = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Fault.Of(DiagnosticCodes.FileNotFound, $"The optimizations cannot be read: {failure.Message}", new(folder), failure);
        }
        finally
        {
            _reading.Release();
        }
    }
}
