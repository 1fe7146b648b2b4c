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

    /// <summary>Score of the prompt before, 0 to 100: on the held-out cases once these were asked, on the others until then; null before the first cycle.</summary>
    public double? BaselineScore { get; init; }

    /// <summary>Score of the best candidate, 0 to 100, on the same cases as <see cref="BaselineScore"/>; null for none better.</summary>
    public double? BestScore { get; init; }

    /// <summary>The text that has it; null for none better, and for a prompt of messages, which <see cref="BestMessages"/> has.</summary>
    public string? BestPromptText { get; init; }

    /// <summary>The messages that have it; null for none better, and for a prompt of one text.</summary>
    public IReadOnlyList<ChatMessage>? BestMessages { get; init; }

    /// <summary>What it cost so far, in USD: answers of models and judges, and what calls may have cost whose answers were lost; null for unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The cost that it may not exceed, in USD; null for unknown.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>The id of the earlier one that it continues, whose answers it takes over; null for none.</summary>
    public string? Continues { get; init; }

    /// <summary>Answers that earlier ones paid for and that it does not ask again; null for none, and before it began.</summary>
    public int? CarriedAnswers { get; init; }

    /// <summary>What these cost those who paid for them, in USD, which is no part of <see cref="CostUsd"/>; null for none, and before it began.</summary>
    public decimal? CarriedCostUsd { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it could not go on; null unless <see cref="RunState.Failed"/>.</summary>
    public string? Error { get; init; }

    /// <summary>Why the search ended; null while it goes on.</summary>
    public OptimizationStop? StopReason { get; init; }

    /// <summary>What the held-out cases say of the best candidate; null before they were asked.</summary>
    public OptimizationVerdict? Verdict { get; init; }

    /// <summary>By how much the best candidate is better on the held-out cases; null before they were asked.</summary>
    public OptimizationGain? Gain { get; init; }

    /// <summary>Cases that passed before and fail with the best candidate.</summary>
    public IReadOnlyList<BrokenCase> BrokenCases { get; init; } = [];

    /// <summary>The prompt's version that holds the best candidate on a server, which nobody gets unless they ask for it; null for none.</summary>
    public int? ResultVersion { get; init; }

    /// <summary>Every candidate, the baseline first; null where only the status was asked for.</summary>
    public IReadOnlyList<OptimizationCandidate>? Candidates { get; init; }

    /// <summary>True when it has ended, in whatever state.</summary>
    public bool IsTerminal => State.IsTerminal();
}
