namespace Ptm;

/// <summary>A run: its state, its figures and, once known, its results.</summary>
public sealed record RunResult
{
    /// <summary>The run's key.</summary>
    public required string RunKey { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Name of the run, for people; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The figures so far.</summary>
    public RunSummary Summary { get; init; } = new();

    /// <summary>The results so far, ordered by test, prompt and provider.</summary>
    public IReadOnlyList<CaseResult> Results { get; init; } = [];

    /// <summary>Why the run could not go on; null unless <see cref="RunState.Failed"/>.</summary>
    public string? Error { get; init; }
}
