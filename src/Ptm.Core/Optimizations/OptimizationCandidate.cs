namespace Ptm;

/// <summary>A prompt that the search tried.</summary>
public sealed record OptimizationCandidate
{
    /// <summary>Its id within the optimization; <c>baseline</c> is the prompt as it was.</summary>
    public required string Id { get; init; }

    /// <summary>The candidate that it was made of; null for the baseline.</summary>
    public string? ParentId { get; init; }

    /// <summary>The cycle that proposed it, from 1; 0 for the baseline.</summary>
    public int Cycle { get; init; }

    /// <summary>What became of it.</summary>
    public required CandidateState State { get; init; }

    /// <summary>Why it was rejected or dropped; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>What the mutator thought was wrong with the parent; null for the baseline.</summary>
    public string? Diagnosis { get; init; }

    /// <summary>Its text; null for a prompt of messages.</summary>
    public string? PromptText { get; init; }

    /// <summary>Its messages; null for a prompt of one text.</summary>
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>What differs from its parent, as a unified diff; null for the baseline.</summary>
    public string? Diff { get; init; }

    /// <summary>Its mean score on the cases that are not held out, 0 to 100; null unless it was evaluated on all of them.</summary>
    public double? Score { get; init; }

    /// <summary>Its scores case by case, of those it was evaluated on.</summary>
    public IReadOnlyList<CandidateCase> Cases { get; init; } = [];

    /// <summary>What its evaluation cost, in USD.</summary>
    public decimal CostUsd { get; init; }
}
