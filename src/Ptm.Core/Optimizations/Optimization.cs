namespace Ptm;

/// <summary>A search for a better prompt: where it stands and what it found.</summary>
public sealed record Optimization
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The prompt's id.</summary>
    public required string PromptId { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Cycles done.</summary>
    public int? Cycles { get; init; }

    /// <summary>Score of the prompt before, 0 to 100.</summary>
    public double? BaselineScore { get; init; }

    /// <summary>The best score found, 0 to 100.</summary>
    public double? BestScore { get; init; }

    /// <summary>The text that has it; null for none better.</summary>
    public string? BestPromptText { get; init; }

    /// <summary>What it cost so far, in USD; null for unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it could not go on; null unless <see cref="RunState.Failed"/>.</summary>
    public string? Error { get; init; }

    /// <summary>True when it has ended, in whatever state.</summary>
    public bool IsTerminal => State is RunState.Completed or RunState.Failed or RunState.Cancelled;
}
