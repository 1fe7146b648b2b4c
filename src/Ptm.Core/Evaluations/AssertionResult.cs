namespace Ptm;

/// <summary>What one assertion said of an output.</summary>
public sealed record AssertionResult
{
    /// <summary>The type as written, such as <c>not-contains</c>.</summary>
    public required string Type { get; init; }

    /// <summary><see cref="CaseOutcome.Passed"/>, <see cref="CaseOutcome.Failed"/> or <see cref="CaseOutcome.Error"/>.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>Score, 0 to 1; 0 for an error, which counts in no mean.</summary>
    public required double Score { get; init; }

    /// <summary>Share in the case's score.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Why, with what was expected and what was found.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Diagnostic code of an error; null for a verdict.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Name under which the score is also reported; null for none.</summary>
    public string? Metric { get; init; }

    /// <summary>The results inside an <c>assert-set</c>.</summary>
    public IReadOnlyList<AssertionResult> Assertions { get; init; } = [];

    /// <summary>The provider that was asked to judge; null for a check that asks none, or did not come to it.</summary>
    public string? Judge { get; init; }

    /// <summary>What the judge's calls cost in USD; null for unknown, and for a check that asks none.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Tokens of the judge's calls; null when it told none.</summary>
    public TokenUsage? Tokens { get; init; }

    /// <summary>Highest less lowest score where the judge was asked several times, 0 to 1; null otherwise. The score is the median.</summary>
    public double? Spread { get; init; }

    /// <summary>Where the assertion is written.</summary>
    public SourceLocation? Location { get; init; }
}
