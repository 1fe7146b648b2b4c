namespace Ptm.Engine.Optimizing;

/// <summary>What <c>optimization:</c> of a <c>ptm.yaml</c> says; null where it says nothing.</summary>
internal sealed record OptimizationDefaults
{
    /// <summary>The provider that proposes.</summary>
    public string? Mutator { get; init; }

    public ComparisonStrategy? ComparisonStrategy { get; init; }

    public VisibilityScope? Visibility { get; init; }

    public int? StabilitySamples { get; init; }

    public int? ValidationSamples { get; init; }

    public double? FlakinessThreshold { get; init; }

    public double? MinConsistentImprovement { get; init; }

    public bool? VarianceAwareMutator { get; init; }

    public VarianceSignal? VarianceSignal { get; init; }

    public bool? EnforceTargetScore { get; init; }

    public ChainedBaselineMode? ChainedBaselineMode { get; init; }

    public double? HeldOut { get; init; }

    public int? CandidatesPerCycle { get; init; }

    public int? Patience { get; init; }

    public int? Seed { get; init; }

    public int? MaxAnswerTokens { get; init; }

    /// <summary>These over others.</summary>
    public OptimizationDefaults Over(OptimizationDefaults other) => new()
    {
        Mutator = Mutator ?? other.Mutator,
        ComparisonStrategy = ComparisonStrategy ?? other.ComparisonStrategy,
        Visibility = Visibility ?? other.Visibility,
        StabilitySamples = StabilitySamples ?? other.StabilitySamples,
        ValidationSamples = ValidationSamples ?? other.ValidationSamples,
        FlakinessThreshold = FlakinessThreshold ?? other.FlakinessThreshold,
        MinConsistentImprovement = MinConsistentImprovement ?? other.MinConsistentImprovement,
        VarianceAwareMutator = VarianceAwareMutator ?? other.VarianceAwareMutator,
        VarianceSignal = VarianceSignal ?? other.VarianceSignal,
        EnforceTargetScore = EnforceTargetScore ?? other.EnforceTargetScore,
        ChainedBaselineMode = ChainedBaselineMode ?? other.ChainedBaselineMode,
        HeldOut = HeldOut ?? other.HeldOut,
        CandidatesPerCycle = CandidatesPerCycle ?? other.CandidatesPerCycle,
        Patience = Patience ?? other.Patience,
        Seed = Seed ?? other.Seed,
        MaxAnswerTokens = MaxAnswerTokens ?? other.MaxAnswerTokens,
    };
}
