namespace Ptm.Engine.Optimizing.Racing;

/// <summary>The samples of a candidate on a case of a provider.</summary>
internal sealed class CellSamples
{
    readonly List<double> _scores = [];

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Errors { get; private set; }

    public int Decided => Passed + Failed;

    /// <summary>The number of the next sample, which nobody has seen.</summary>
    public int Next { get; private set; }

    public IReadOnlyList<double> Scores => _scores;

    public decimal CostUsd { get; private set; }

    /// <summary>The first sample that failed; for want of one, the first that could not be decided.</summary>
    public SampleScore? Failing { get; private set; }

    public SampleScore? Passing { get; private set; }

    /// <summary>Mean score, 0 to 100; null where no sample was decided.</summary>
    public double? Score => _scores.Count == 0 ? null : _scores.Average();

    public bool MostlyPassed => Passed * 2 > Decided;

    public bool MostlyFailed => Failed * 2 > Decided;

    public void Add(SampleScore sample)
    {
        Next = Math.Max(Next, sample.Sample + 1);
        CostUsd += sample.CostUsd;
        switch (sample.Outcome)
        {
            case CaseOutcome.Passed:
                Passed++;
                Passing ??= sample;
                break;
            case CaseOutcome.Failed:
                Failed++;
                Failing = Failing is { Outcome: CaseOutcome.Failed } ? Failing : sample;
                break;
            case CaseOutcome.Error:
                Errors++;
                Failing ??= sample;
                return;
            default:
                return;
        }

        _scores.Add(sample.Score ?? 0);
    }

    /// <summary>How much the samples differ, 0 to 1.</summary>
    public double Variance(VarianceSignal signal) => _scores.Count < 2 ? 0 : signal switch
    {
        VarianceSignal.Spread => (_scores.Max() - _scores.Min()) / 100,
        VarianceSignal.Disagreement => 2.0 * Math.Min(Passed, Failed) / Decided,
        _ => Deviation() / 100,
    };

    /// <summary>Whether it flickers by itself. One that always passed does not, however its scores differ.</summary>
    public bool IsFlaky(OptimizationSettings settings) => Failed > 0 && Variance(settings.VarianceSignal) > settings.FlakinessThreshold;

    public CellSamples Copy()
    {
        CellSamples copy = new() { Passed = Passed, Failed = Failed, Errors = Errors, Next = Next, CostUsd = CostUsd, Failing = Failing, Passing = Passing };
        copy._scores.AddRange(_scores);
        return copy;
    }

    double Deviation()
    {
        double mean = _scores.Average();
        return Math.Sqrt(_scores.Sum(score => (score - mean) * (score - mean)) / (_scores.Count - 1));
    }
}
