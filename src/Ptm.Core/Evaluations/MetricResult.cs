namespace Ptm;

/// <summary>What a judge said of one case by one metric.</summary>
public sealed record MetricResult
{
    /// <summary>The metric's name.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="CaseOutcome.Passed"/>, <see cref="CaseOutcome.Failed"/>, or <see cref="CaseOutcome.Error"/> when the judge gave no verdict that could be read.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>The judge's score, 0 to 1; null for an error.</summary>
    public double? Score { get; init; }

    /// <summary>Score at which the metric passes, 0 to 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>The judge's reason, or what was wrong with its reply.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Code of the error; null unless <see cref="CaseOutcome.Error"/>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The judge's provider.</summary>
    public string? Judge { get; init; }

    /// <summary>What the judge's calls cost in USD; null for unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Tokens of the judge's calls; null when it told none.</summary>
    public TokenUsage? Tokens { get; init; }

    /// <summary>Highest less lowest score where the judge was asked several times, 0 to 1; null otherwise. The score is the median.</summary>
    public double? Spread { get; init; }

    /// <summary>Where the metric is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }
}
