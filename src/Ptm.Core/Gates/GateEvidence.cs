namespace Ptm;

/// <summary>Keeps of a run's results, which are added in order, those that a <see cref="Gate"/> may name, and no more: a run of any size can then be checked. Not thread-safe.</summary>
public sealed class GateEvidence
{
    /// <summary>How many failed, undecided and unchecked cases are kept, of each; the others are counted.</summary>
    public const int MostOfAKind = 1_000;

    readonly Dictionary<CaseOutcome, int> _kept = [];
    readonly List<(long Position, CaseResult Result)> _results = [];
    (long Position, CaseResult Result)? _weakest;
    (long Position, CaseResult Result)? _dearest;
    (long Position, CaseResult Result)? _slowest;
    (long Position, CaseResult Result)? _unknownCost;
    long _position;

    /// <summary>What was kept, in the order it was added.</summary>
    public IReadOnlyList<CaseResult> Results =>
    [
        .. _results.Concat(new[] { _weakest, _dearest, _slowest, _unknownCost }.OfType<(long Position, CaseResult Result)>())
            .DistinctBy(kept => kept.Position)
            .OrderBy(kept => kept.Position)
            .Select(kept => kept.Result),
    ];

    /// <summary>Keeps the next result if a gate may name it.</summary>
    public void Add(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        (long Position, CaseResult Result) next = (_position++, result);
        if (result.Outcome != CaseOutcome.Passed && _kept.GetValueOrDefault(result.Outcome) is var kept and < MostOfAKind)
        {
            _kept[result.Outcome] = kept + 1;
            _results.Add(next);
        }

        _weakest = IsWeaker(result, _weakest?.Result) ? next : _weakest;
        _dearest = _dearest is not { Result: var dearest } || result.Output?.CostUsd > (dearest.Output?.CostUsd ?? 0) ? next : _dearest;
        _slowest = _slowest is not { Result: var slowest } || result.Output?.Latency > (slowest.Output?.Latency ?? TimeSpan.Zero) ? next : _slowest;
        _unknownCost ??= RunTally.HasUnknownCost(result) ? next : null;
    }

    // Failures weigh more than passes; of two alike the first.
    internal static bool IsWeaker(CaseResult result, CaseResult? weakest) =>
        result.Outcome is CaseOutcome.Failed or CaseOutcome.Passed
        && (weakest is null
            || (result.Outcome == weakest.Outcome ? Comparer<double?>.Default.Compare(result.Score, weakest.Score) < 0 : result.Outcome == CaseOutcome.Failed));
}
