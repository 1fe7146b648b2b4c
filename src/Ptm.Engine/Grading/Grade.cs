namespace Ptm.Engine.Grading;

/// <summary>What the checks of a case said together.</summary>
internal sealed record Grade
{
    /// <summary>The output after all transforms; null where one failed.</summary>
    public GradedOutput? Output { get; init; }

    public required CaseOutcome Outcome { get; init; }

    /// <summary>0 to 100; null for an error and for an unchecked case.</summary>
    public double? Score { get; init; }

    public required PromptfooVerdict Promptfoo { get; init; }

    public required IReadOnlyList<AssertionResult> Assertions { get; init; }

    public IReadOnlyList<MetricResult> Metrics { get; init; } = [];

    public IReadOnlyList<KpiResult> Kpis { get; init; } = [];

    /// <summary>What is left to compare with other outputs of the case; null for nothing.</summary>
    public PendingComparison? Pending { get; init; }

    /// <summary>The first error that decided the outcome; null unless it is <see cref="CaseOutcome.Error"/>.</summary>
    public CaseError? Error { get; init; }
}
