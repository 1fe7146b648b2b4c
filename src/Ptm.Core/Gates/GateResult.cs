namespace Ptm;

/// <summary>What a gate says of a run, with what it rests on.</summary>
public sealed record GateResult
{
    /// <summary>Failed where anything failed, otherwise inconclusive where anything is.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>What closes the gate, most telling first; empty when it is open. What is inconclusive is here where <see cref="Gate.OnInconclusive"/> is <see cref="GateInconclusive.Fail"/>, or where it is not set and a metric lost more than half of its scale.</summary>
    public IReadOnlyList<GateViolation> Violations { get; init; } = [];

    /// <summary>What a person should know and does not close the gate: what is inconclusive, and in what the run and the baseline differ.</summary>
    public IReadOnlyList<GateViolation> Warnings { get; init; } = [];

    /// <summary>The figures that were looked at with a confidence; empty without one.</summary>
    public IReadOnlyList<GateFigure> Figures { get; init; } = [];

    /// <summary>Cases with both verdicts on one input, at most <see cref="GateEvidence.MostOfAKind"/>; empty without several samples.</summary>
    public IReadOnlyList<FlakyCase> Flaky { get; init; } = [];

    /// <summary>How many cases are flaky.</summary>
    public int FlakyCount { get; init; }

    /// <summary>How the run and the baseline were paired; null without a baseline.</summary>
    public BaselineMatch? Baseline { get; init; }

    /// <summary>Results that were planned, where sampling may stop early; null otherwise.</summary>
    public long? SamplesPlanned { get; init; }

    /// <summary>Results that were taken, where sampling may stop early; null otherwise.</summary>
    public long? SamplesTaken { get; init; }

    /// <summary>Whether there is anything here beyond violations.</summary>
    public bool HasEvidence => Figures.Count > 0 || FlakyCount > 0 || Baseline is not null || SamplesPlanned is not null;
}
