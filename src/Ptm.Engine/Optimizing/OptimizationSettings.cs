using Ptm.Engine.Library;

namespace Ptm.Engine.Optimizing;

/// <summary>How a prompt is optimized: the request over the library's <c>optimization:</c> over what is built in.</summary>
internal sealed record OptimizationSettings
{
    /// <summary>The providers to score on, at least one.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>The judge of the cases; null for the prompt's and the library's own.</summary>
    public string? Judge { get; init; }

    /// <summary>The provider that proposes.</summary>
    public required string Mutator { get; init; }

    /// <summary>Cycles at most, 1 to 1,000.</summary>
    public int MaxCycles { get; init; } = 10;

    /// <summary>Score at which the search ends, 0 to 100.</summary>
    public double TargetScore { get; init; } = 90;

    /// <summary>The least gain that counts, 0 to 100 points.</summary>
    public double MinImprovement { get; init; } = 2;

    /// <summary>What may be spent, in USD.</summary>
    public decimal MaxCostUsd { get; init; } = 20;

    public ComparisonStrategy ComparisonStrategy { get; init; }

    public VisibilityScope Visibility { get; init; }

    /// <summary>Samples of each case that is not held out, 1 to 25.</summary>
    public int StabilitySamples { get; init; } = 2;

    /// <summary>Samples of each held-out case, 1 to 25.</summary>
    public int ValidationSamples { get; init; } = 3;

    /// <summary>The <see cref="VarianceSignal"/> above which a case is flaky, 0 to 1.</summary>
    public double FlakinessThreshold { get; init; } = 0.2;

    /// <summary>What the lower end of the gain's one-sided 95 % interval has to reach, 0 to 100 points.</summary>
    public double MinConsistentImprovement { get; init; }

    /// <summary>Whether the mutator is told how the samples of a case differ.</summary>
    public bool VarianceAwareMutator { get; init; } = true;

    public VarianceSignal VarianceSignal { get; init; }

    /// <summary>Whether ending below the target is a failure.</summary>
    public bool EnforceTargetScore { get; init; }

    public ChainedBaselineMode ChainedBaselineMode { get; init; }

    /// <summary>The share of the cases that the search never sees, 0 to 0.9.</summary>
    public double HeldOut { get; init; } = 0.4;

    /// <summary>Proposals a cycle, 1 to 10.</summary>
    public int CandidatesPerCycle { get; init; } = 3;

    /// <summary>Cycles in a row without an improvement after which the search ends, 1 to 1,000.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Starts every draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>The longest answer in tokens that is asked of a provider whose profile sets none.</summary>
    public int MaxAnswerTokens { get; init; } = 4_096;

    /// <summary>The settings of an optimization.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="configuration">What the library says where the request says nothing.</param>
    /// <exception cref="PtmException">Fields are out of range or hold unknown words (PTM3004); every one is in it. The prompt names no provider (PTM3009).</exception>
    public static OptimizationSettings Resolve(OptimizationRequest request, PromptDefinition prompt, LibraryConfiguration configuration) =>
        new OptimizationRequestReader(request).Read(prompt, configuration);
}

/// <summary>How a parent and the one that is tried on the held-out cases are chosen.</summary>
internal enum ComparisonStrategy
{
    /// <summary>A parent is drawn from those that are best on some case; the best mean is tried.</summary>
    Pareto,

    /// <summary>The best mean is the parent.</summary>
    Mean,

    /// <summary>As <see cref="Pareto"/>, and only a candidate that broke no case is tried.</summary>
    NoRegressions,
}

/// <summary>By which figure the samples of a case are said to differ, each from 0 to 1.</summary>
internal enum VarianceSignal
{
    /// <summary>The standard deviation of the scores, over 100.</summary>
    ScoreStddev,

    /// <summary>The highest less the lowest score, over 100.</summary>
    Spread,

    /// <summary>Twice the share of the rarer of passed and failed.</summary>
    Disagreement,
}

/// <summary>What a cycle's improvement is measured against.</summary>
internal enum ChainedBaselineMode
{
    /// <summary>The prompt as it was.</summary>
    Original,

    /// <summary>The best so far.</summary>
    Best,

    /// <summary>The candidate's parent.</summary>
    Parent,
}
