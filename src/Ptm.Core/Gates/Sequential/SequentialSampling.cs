namespace Ptm;

/// <summary>
/// Takes the samples of a run in rounds, each case's first, then as many again, and so on, and stops when the gate's verdict stands: for a case where it can no longer change,
/// and for the run at the end of a round, so that the same answers give the same samples at any concurrency.
/// </summary>
/// <remarks>
/// Figures that are compared as they are: deterministic curtailment. A case of which every sample has to pass ends with the first that does not, and the run ends when the samples that are left
/// can no longer move a figure past its limit, were they all to pass or all to fail. The verdict is the one that all samples would have come to.
/// With a confidence: the rule of Haybittle (1971) and Peto et al. (1976). At the end of each round but the last a verdict stands at a confidence of 0.999; the last round has what is left
/// of the error, so that all looks together err at most as often as one would (the union bound). Limits on errors, unchecked cases, cost and latency hold for what was taken.
/// </remarks>
internal sealed class SequentialSampling
{
    const double InterimError = 0.001;

    readonly Gate _gate;
    readonly EvalPlan _plan;
    readonly GateEvidence _evidence;
    readonly HashSet<(string Prompt, string Case, string Provider)> _ended = [];
    readonly int _most;
    double _errorLeft;
    int _from;

    /// <param name="gate">The gate.</param>
    /// <param name="plan">All samples that may be taken.</param>
    /// <param name="evidence">Given each result; keeps the cases.</param>
    public SequentialSampling(Gate gate, EvalPlan plan, GateEvidence evidence)
    {
        _gate = gate;
        Final = gate;
        _errorLeft = 1 - (gate.Confidence ?? Gate.DefaultConfidence);
        _plan = plan;
        _evidence = evidence;
        foreach (PlannedCase planned in plan.Cases)
        {
            _most = Math.Max(_most, planned.Sample + 1);
            Planned++;
        }
    }

    /// <summary>Samples that may be taken.</summary>
    public long Planned { get; }

    /// <summary>The gate that decides on the run as it stands: its confidence is that of the last look.</summary>
    public Gate Final { get; private set; }

    bool IsShown => _gate.Confidence is not null || _gate.Baseline is not null;

    /// <summary>The samples of the next round; null when there is none, or none is needed. All results of the round before have been added.</summary>
    public IEnumerable<PlannedCase>? NextRound()
    {
        if (_from >= _most || (_from > 0 && Stands()))
        {
            return null;
        }

        int from = _from;
        int to = Math.Min(_most, from == 0 ? 1 : 2 * from);
        _from = to;
        EndCases();
        return _plan.Cases.Where(planned => planned.Sample >= from && planned.Sample < to && !_ended.Contains((planned.Prompt.Id, planned.Case.Id, planned.Provider)));
    }

    bool Stands()
    {
        CaseFigures figures = _evidence.FiguresFor(_gate);
        if (!IsShown)
        {
            return Curtailment.Stands(_gate, figures, Planned - _evidence.Count);
        }

        // As much of the error is left to the last look at least as this one takes.
        if (_errorLeft < 2 * InterimError)
        {
            return false;
        }

        _errorLeft -= InterimError;
        Gate look = _gate with { ConfidenceOfLook = 1 - InterimError };
        Final = StandsAt(look, figures) ? look : _gate with { ConfidenceOfLook = 1 - _errorLeft };
        return ReferenceEquals(Final, look);
    }

    bool StandsAt(Gate look, CaseFigures figures)
    {
        EvidenceFindings findings = EvidenceFindings.Of(look, new() { RunKey = "", State = RunState.Running }, figures, withIntervals: false);
        IReadOnlyList<GateFigure> found = findings.Figures;
        if (found.Any(figure => figure.Verdict == GateVerdict.Failed))
        {
            return true;
        }

        // Not to have fallen is no evidence that stands, unless there is a MinEffect to show it by.
        bool areLimitsSafe = _gate.Confidence is not null || (_gate.MinPassRate is null && _gate.MinScore is null) || Curtailment.Stands(_gate, figures, Planned - _evidence.Count);
        return areLimitsSafe && !findings.IsInconclusive && found.Count > 0 && found.All(figure => figure.Verdict == GateVerdict.Passed && (!figure.IsDifference || _gate.MinEffect > 0));
    }

    void EndCases()
    {
        if (_gate.MinPassRate is null && _gate.MinScore is null && _gate.Baseline is null)
        {
            foreach (CaseSamples samples in _evidence.Cases.Where(samples => samples.Failed > 0))
            {
                _ended.Add((samples.PromptId, samples.CaseId, samples.Provider));
            }
        }
    }
}
