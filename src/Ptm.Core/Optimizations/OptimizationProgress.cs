namespace Ptm;

/// <summary>Something that happened in an optimization.</summary>
public sealed record OptimizationProgress
{
    /// <summary>The optimization.</summary>
    public required string OptimizationId { get; init; }

    /// <summary>Its number in the optimization, from 1; what to follow on from after a lost connection.</summary>
    public required long Sequence { get; init; }

    /// <summary>Where the optimization stands now.</summary>
    public required RunState State { get; init; }

    /// <summary>The cycle, from 1; 0 while the baseline is evaluated.</summary>
    public int Cycle { get; init; }

    /// <summary>What happened, in a line.</summary>
    public required string Message { get; init; }

    /// <summary>What was spent so far, in USD.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>The best score so far on the cases that are not held out, 0 to 100; null for none.</summary>
    public double? BestScore { get; init; }
}
