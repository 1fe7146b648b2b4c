using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Engine.Optimizing.Journaling;

/// <summary>Calls of earlier optimizations that were answered and paid for, and are not made again.</summary>
internal sealed record CarriedCalls(string? From, IReadOnlyList<CallRecord> Calls)
{
    /// <summary>What they come to; null for none.</summary>
    public CarriedAnswers? Answers => From is null || Calls.Count == 0 ? null : new(From, Calls.Count, Calls.Sum(call => call.CostUsd));

    /// <summary>Reads them: those of the one that is continued, of the one that this continued, and so on. One that is no longer there has none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="optimization">The optimization that takes them over.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<CarriedCalls> ReadAsync(IOptimizationStore store, StoredOptimization optimization, CancellationToken cancellationToken)
    {
        HashSet<string> seen = new([optimization.Id], StringComparer.Ordinal);
        Dictionary<string, CallRecord> answered = new(StringComparer.Ordinal);
        for (string? id = optimization.Continues; id is not null && seen.Add(id); id = (await store.FindAsync(id, cancellationToken).ConfigureAwait(false))?.Continues)
        {
            foreach (CallRecord call in await store.ReadCallsAsync(id, cancellationToken).ConfigureAwait(false))
            {
                if (call.State is CallState.Answered or CallState.Recorded)
                {
                    answered.TryAdd(call.Key, call);
                }
            }
        }

        return new(optimization.Continues, [.. answered.Values]);
    }
}
