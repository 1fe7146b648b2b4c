namespace Ptm;

/// <summary>What a KPI's expression came to for one case.</summary>
public sealed record KpiResult
{
    /// <summary>The KPI's name.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="CaseOutcome.Passed"/> or <see cref="CaseOutcome.Failed"/> by its threshold, <see cref="CaseOutcome.Unchecked"/> without one, <see cref="CaseOutcome.Error"/> when the expression has no value.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>The value clamped to 0 to 1; null for an error.</summary>
    public double? Score { get; init; }

    /// <summary>Share in the case's score.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Value at which the KPI passes, 0 to 1; null for none.</summary>
    public double? Threshold { get; init; }

    /// <summary>The expression with its value, or what was wrong with it and where.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Code of the error; null unless <see cref="CaseOutcome.Error"/>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Where the KPI is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }
}
