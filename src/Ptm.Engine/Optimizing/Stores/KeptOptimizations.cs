using System.Collections.Concurrent;

namespace Ptm.Engine.Optimizing.Stores;

/// <summary>The optimizations that a store has in memory. Safe for use by many threads.</summary>
internal sealed class KeptOptimizations
{
    readonly ConcurrentDictionary<string, KeptOptimization> _byId = new(StringComparer.Ordinal);

    public IEnumerable<KeptOptimization> All => _byId.Values;

    public void Add(KeptOptimization kept) => _byId.TryAdd(kept.Optimization.Id, kept);

    public KeptOptimization? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Those of a prompt, the newest first.</summary>
    public IReadOnlyList<StoredOptimization> ListOf(string promptId) =>
    [
        .. All.Select(kept => kept.Optimization)
            .Where(optimization => optimization.PromptId == promptId)
            .OrderByDescending(optimization => optimization.CreatedAt)
            .ThenByDescending(optimization => optimization.Id, StringComparer.Ordinal),
    ];

    /// <summary>Which look at the held-out cases of a prompt is the next, from 1.</summary>
    public int NextLook(string promptId) => 1 + All.Count(kept => kept.Optimization.PromptId == promptId && kept.Looks);

    /// <summary>The one whose answers a new one takes over; null for none.</summary>
    /// <param name="promptId">Their prompt.</param>
    /// <param name="owner">Their owner.</param>
    /// <param name="fingerprint">Their fingerprint.</param>
    /// <param name="isLeft">Whether one that has not ended was left by its process.</param>
    public StoredOptimization? NewestUnfinished(string promptId, string owner, string fingerprint, Func<StoredOptimization, bool> isLeft) =>
        ListOf(promptId).FirstOrDefault(one => one.Ownership.Name == owner && one.Fingerprint == fingerprint && (one.IsTerminal || isLeft(one)))
            is { } newest && (newest.IsUnfinished || !newest.IsTerminal) ? newest : null;

    /// <summary>Open ones that are nobody's, the oldest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="now">The time.</param>
    /// <param name="isOwn">Which may be worked on here, by their ids.</param>
    public IReadOnlyList<string> Unclaimed(int limit, DateTimeOffset now, Func<string, bool> isOwn) =>
        [.. All.Where(kept => kept.IsUnclaimed(now)).Select(kept => kept.Optimization).OrderBy(one => one.CreatedAt).Select(one => one.Id).Where(isOwn).Take(limit)];
}
