using System.Collections.Concurrent;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Running.Comparisons;

/// <summary>The cases whose outputs are compared: one test over prompts and providers, in the plan's order. Each is evaluated once, whoever asks for it first, and all are compared once.</summary>
internal sealed class CaseGroup(IReadOnlyList<PlannedCase> cases)
{
    readonly ConcurrentDictionary<int, Lazy<Task<UnfinishedCase>>> _unfinished = new();
    Lazy<Task<CaseResult[]>>? _results;
    int _left = cases.Count;

    /// <summary>Whether every case of the group has been asked for.</summary>
    public bool IsDone => Volatile.Read(ref _left) <= 0;

    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, Func<PlannedCase, CancellationToken, Task<UnfinishedCase>> evaluate, OutputComparison comparison, CancellationToken cancellationToken)
    {
        int own = cases.Index().First(one => GroupKey.IsSame(one.Item, planned)).Index;
        await UnfinishedAsync(own, evaluate, cancellationToken).ConfigureAwait(false);
        UnfinishedCase[] all = new UnfinishedCase[cases.Count];
        for (int at = 0; at < all.Length; at++)
        {
            all[at] = await UnfinishedAsync(at, evaluate, cancellationToken).ConfigureAwait(false);
        }

        CaseResult[] results = await ResultsAsync(all, comparison, cancellationToken).ConfigureAwait(false);
        Interlocked.Decrement(ref _left);
        return results[own];
    }

    async Task<CaseResult[]> ResultsAsync(UnfinishedCase[] all, OutputComparison comparison, CancellationToken cancellationToken)
    {
        while (true)
        {
            Lazy<Task<CaseResult[]>> made = new(() => CompareAsync(all, comparison, cancellationToken));
            Lazy<Task<CaseResult[]>> results = Interlocked.CompareExchange(ref _results, made, null) ?? made;
            try
            {
                return await results.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever asked first has given up; the next one asks anew.
                Interlocked.CompareExchange(ref _results, null, results);
            }
        }
    }

    static async Task<CaseResult[]> CompareAsync(UnfinishedCase[] all, OutputComparison comparison, CancellationToken cancellationToken)
    {
        PendingComparison[] outputs = [.. all.Select(one => one.Pending).OfType<PendingComparison>()];
        List<AssertionResult[]> compared = [];
        for (int index = 0; outputs.Length > 0 && index < outputs[0].Comparisons.Count; index++)
        {
            compared.Add(await comparison.CompareAsync(index, outputs, cancellationToken).ConfigureAwait(false));
        }

        return [.. all.Select(one => one.Pending is null ? one.Result : one.With([.. compared.Select(results => results[Array.IndexOf(outputs, one.Pending)])]))];
    }

    async Task<UnfinishedCase> UnfinishedAsync(int at, Func<PlannedCase, CancellationToken, Task<UnfinishedCase>> evaluate, CancellationToken cancellationToken)
    {
        while (true)
        {
            Lazy<Task<UnfinishedCase>> unfinished = _unfinished.GetOrAdd(at, _ => new(() => evaluate(cases[at], cancellationToken)));
            try
            {
                return await unfinished.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever asked first has given up; the next one asks anew.
                _unfinished.TryRemove(KeyValuePair.Create(at, unfinished));
            }
        }
    }
}
