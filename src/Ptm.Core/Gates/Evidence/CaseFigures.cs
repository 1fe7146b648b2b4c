using Ptm.Statistics;

namespace Ptm;

/// <summary>
/// What a gate needs of a run's cases, which are added one after another, those of one case on several providers side by side. Sums are kept, and with a baseline
/// one difference a case and metric. Not thread-safe.
/// </summary>
internal sealed class CaseFigures(BaselinePairing? pairing)
{
    readonly List<FlakyCase> _flaky = [];
    string? _promptId;
    string? _caseId;
    int _samples;
    int _passed;
    int _scored;
    double _scoreSum;
    double _scoreSquares;

    /// <summary>The pass rate, clustered by case.</summary>
    public ClusteredMean PassRate { get; } = new();

    /// <summary>The score, 0 to 1, clustered by case.</summary>
    public ClusteredMean Score { get; } = new();

    /// <summary>The differences from the baseline; null without one.</summary>
    public BaselinePairing? Pairing { get; } = pairing;

    /// <summary>The first cases with both verdicts.</summary>
    public IReadOnlyList<FlakyCase> Flaky => _flaky;

    public int FlakyCount { get; private set; }

    public void Add(CaseSamples samples)
    {
        if (samples.CaseId != _caseId || samples.PromptId != _promptId)
        {
            EndCase();
            (_promptId, _caseId) = (samples.PromptId, samples.CaseId);
        }

        _samples += samples.Samples;
        _passed += samples.Passed;
        _scored += samples.Scored;
        _scoreSum += samples.ScoreSum;
        _scoreSquares += samples.ScoreSquares;
        Pairing?.Add(samples);
        if (samples.IsFlaky && FlakyCount++ < GateEvidence.MostOfAKind)
        {
            _flaky.Add(new(samples.PromptId, samples.CaseId, samples.Provider, samples.Passed, samples.Samples, samples.Description));
        }
    }

    /// <summary>Counts the last case. A case that is added after it is another one.</summary>
    public CaseFigures Complete()
    {
        EndCase();
        return this;
    }

    void EndCase()
    {
        if (_caseId is null)
        {
            return;
        }

        PassRate.Add(_samples, _passed, _passed);
        Score.Add(_scored, _scoreSum, _scoreSquares);
        Pairing?.EndCase();
        (_promptId, _caseId) = (null, null);
        (_samples, _passed, _scored, _scoreSum, _scoreSquares) = (0, 0, 0, 0, 0);
    }
}
