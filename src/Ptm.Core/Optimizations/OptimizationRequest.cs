using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>How to optimize a prompt. The four with a default always travel; every other only when set, so that the server's own settings hold.</summary>
public sealed record OptimizationRequest
{
    /// <summary>The providers to score on; null for the prompt's own.</summary>
    public IReadOnlyList<string>? ProviderProfiles { get; init; }

    /// <summary>The judge; null for the prompt's own.</summary>
    public string? JudgeProfile { get; init; }

    /// <summary>Cycles at most.</summary>
    /// <value>10, unless set.</value>
    public int MaxCycles { get; init; } = 10;

    /// <summary>Score at which it stops, 0 to 100.</summary>
    /// <value>90, unless set.</value>
    public double TargetScore { get; init; } = 90;

    /// <summary>Points of score that count as a betterment, 0 to 100.</summary>
    /// <value>2, unless set.</value>
    public double MinImprovement { get; init; } = 2;

    /// <summary>Cost at which it stops, in USD.</summary>
    /// <value>20, unless set.</value>
    public decimal MaxCostUsd { get; init; } = 20;

    /// <summary>How candidates are compared, in the server's terms.</summary>
    public string? ComparisonStrategy { get; init; }

    /// <summary>Who may see the optimization.</summary>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>Samples by which a prompt's stability is measured.</summary>
    public int? StabilitySamples { get; init; }

    /// <summary>Samples by which a candidate is validated.</summary>
    public int? ValidationSamples { get; init; }

    /// <summary>Spread above which a case counts as flaky.</summary>
    public double? FlakinessThreshold { get; init; }

    /// <summary>Points of score that a betterment must keep over its samples.</summary>
    public double? MinConsistentImprovement { get; init; }

    /// <summary>Whether the mutator is told of the variance.</summary>
    public bool? VarianceAwareMutator { get; init; }

    /// <summary>Which figure of variance is told, in the server's terms.</summary>
    public string? VarianceSignal { get; init; }

    /// <summary>Whether ending below the target is a failure.</summary>
    public bool? EnforceTargetScore { get; init; }

    /// <summary>What a cycle is compared with, in the server's terms.</summary>
    public string? ChainedBaselineMode { get; init; }

    /// <summary>Further fields, sent as they are; null for none. A server refuses those that it does not know.</summary>
    public JsonObject? Extra { get; init; }
}
