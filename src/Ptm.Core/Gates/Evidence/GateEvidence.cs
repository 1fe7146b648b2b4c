namespace Ptm;

/// <summary>
/// Keeps of a run's results, which are added in order, those that a <see cref="Gate"/> may name, and adds the others up: a run of any size can then be checked.
/// With a baseline, and where a baseline is to be made, it keeps some figures of each case. Not thread-safe.
/// </summary>
public sealed class GateEvidence
{
    /// <summary>How many failed, undecided, unchecked and flaky cases are kept, of each; the others are counted.</summary>
    public const int MostOfAKind = 1_000;

    readonly Dictionary<CaseOutcome, int> _kept = [];
    readonly List<(long Position, CaseResult Result)> _results = [];
    readonly Baseline? _baseline;
    readonly CaseContents? _contents;
    readonly EvalPlan? _library;
    readonly bool _withDetails;

    // One of the two: cases as they come, or all of them.
    readonly CaseFigures? _figures;
    readonly CaseTable? _table;
    CaseSamples? _current;
    (long Position, CaseResult Result)? _weakest;
    (long Position, CaseResult Result)? _dearest;
    (long Position, CaseResult Result)? _slowest;
    (long Position, CaseResult Result)? _unknownCost;
    long _position;

    /// <summary>Evidence for gates without a baseline.</summary>
    public GateEvidence()
        : this(new Gate())
    {
    }

    /// <summary>Evidence for one gate.</summary>
    /// <param name="gate">The gate; its baseline is what the cases are compared with.</param>
    /// <param name="plan">What runs, by which cases are noticed whose content is not that of the baseline; null for not to notice.</param>
    /// <param name="keepsCases">Whether the figures of every case are kept, so that <see cref="ToBaseline"/> can be called, and results may be added in any order.</param>
    /// <param name="library">What there is to run, of which the plan may be a part: cases of the baseline that are left out are then told from those that are gone. Null for what runs.</param>
    public GateEvidence(Gate gate, EvalPlan? plan = null, bool keepsCases = false, EvalPlan? library = null)
    {
        ArgumentNullException.ThrowIfNull(gate);
        _library = library;
        _baseline = gate.Baseline;
        _withDetails = keepsCases || _baseline is not null;
        _contents = _withDetails && plan is not null ? new(plan) : null;
        if (keepsCases)
        {
            _table = new(withDetails: true);
        }
        else
        {
            _figures = new(NewPairing());
        }
    }

    /// <summary>What was kept, in the order it was added.</summary>
    public IReadOnlyList<CaseResult> Results =>
    [
        .. _results.Concat(new[] { _weakest, _dearest, _slowest, _unknownCost }.OfType<(long Position, CaseResult Result)>())
            .DistinctBy(kept => kept.Position)
            .OrderBy(kept => kept.Position)
            .Select(kept => kept.Result),
    ];

    /// <summary>Results that were added.</summary>
    public long Count => _position;

    /// <summary>Keeps the next result if a gate may name it, and counts it.</summary>
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
        AddUp(result);
    }

    /// <summary>The baseline that the results added so far make.</summary>
    /// <exception cref="InvalidOperationException">The cases were not kept.</exception>
    public Baseline ToBaseline() => _table is null ? throw new InvalidOperationException("The cases were not kept: make the evidence with keepsCases.") : Baseline.Of(_table.Cases, _contents);

    /// <summary>The samples of every case so far.</summary>
    /// <exception cref="InvalidOperationException">The cases were not kept.</exception>
    internal IEnumerable<CaseSamples> Cases => _table?.Cases ?? throw new InvalidOperationException("The cases were not kept.");

    /// <summary>What the results add up to for this gate. Nothing may be added afterwards, unless the cases are kept.</summary>
    internal CaseFigures FiguresFor(Gate gate)
    {
        if (!ReferenceEquals(gate.Baseline, _baseline))
        {
            throw new ArgumentException("The evidence was gathered for a gate with another baseline: make it with new GateEvidence(gate).", nameof(gate));
        }

        if (_table is not null)
        {
            return _table.ToFigures(NewPairing());
        }

        if (_current is { } last)
        {
            _figures!.Add(last);
            _current = null;
        }

        return _figures!.Complete();
    }

    // Failures weigh more than passes; of two alike the first.
    internal static bool IsWeaker(CaseResult result, CaseResult? weakest) =>
        result.Outcome is CaseOutcome.Failed or CaseOutcome.Passed
        && (weakest is null
            || (result.Outcome == weakest.Outcome ? Comparer<double?>.Default.Compare(result.Score, weakest.Score) < 0 : result.Outcome == CaseOutcome.Failed));

    BaselinePairing? NewPairing() => _baseline is null ? null : new(_baseline, _contents, _library);

    void AddUp(CaseResult result)
    {
        if (_table is not null)
        {
            _table.Add(result);
            return;
        }

        if (_current is null || !_current.Holds(result))
        {
            if (_current is not null)
            {
                _figures!.Add(_current);
            }

            _current = new(result.PromptId, result.Id, result.Provider, result.Description);
        }

        _current.Add(result, _withDetails);
    }
}
