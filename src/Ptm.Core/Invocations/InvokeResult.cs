namespace Ptm;

/// <summary>A scored output.</summary>
public sealed record InvokeResult
{
    /// <summary>Key of the run that it left.</summary>
    public required string RunKey { get; init; }

    /// <summary>The output's text; null when there is none.</summary>
    public string? Output { get; init; }

    /// <summary>Score, 0 to 100; null for an error, and for a prompt without a metric or KPI.</summary>
    public double? Score { get; init; }

    /// <summary>What came of the metrics and KPIs.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>The whole result; null where the server does not tell it.</summary>
    public CaseResult? Result { get; init; }
}
