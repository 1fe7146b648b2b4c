using Ptm.Engine.Stores;

namespace Ptm.Engine.Optimizing.Stores;

/// <summary>An optimization as a store keeps it, without its steps and calls.</summary>
internal sealed record StoredOptimization
{
    public required string Id { get; init; }

    public required string PromptId { get; init; }

    /// <summary>The prompt's version that is bettered; null where it has none.</summary>
    public int? PromptVersion { get; init; }

    public required Ownership Ownership { get; init; }

    /// <summary>Whether its result may become a version of the prompt, which is the caller's to change.</summary>
    public bool MayPropose { get; init; }

    public required RunState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it could not go on; null unless failed.</summary>
    public string? Error { get; init; }

    /// <summary>The prompt's version that holds the result; null for none.</summary>
    public int? ResultVersion { get; init; }

    /// <summary>What it may cost, in USD.</summary>
    public required decimal MaxCostUsd { get; init; }

    /// <summary>What it cost, and what open calls may cost, in USD.</summary>
    public decimal SpentUsd { get; init; }

    /// <summary>Steps that have ended.</summary>
    public int StepCount { get; init; }

    /// <summary>Which optimization of the prompt that looks at its held-out cases this is, from 1; the store counts.</summary>
    public int Look { get; init; } = 1;

    /// <summary>Which draw of samples of the prompt this is, from 1: that of the one it continues, else a new one. 0 for the samples that a run has too.</summary>
    public int Draw { get; init; }

    /// <summary>What tells a request that is sent again from a new one; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Equal for optimizations of one prompt whose answers are the same: see <see cref="OptimizationFingerprint.OfAnswers"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The earlier optimization whose answers it takes over; null for none.</summary>
    public string? Continues { get; init; }

    /// <summary>Whether it ended before it was done: for want of money, by a failure, or because it was cancelled.</summary>
    public bool IsUnfinished { get; init; }

    public bool IsTerminal => State.IsTerminal();
}
