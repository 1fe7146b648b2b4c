namespace Ptm.Engine.Stores;

/// <summary>A run as a store keeps it, without its results.</summary>
public sealed record StoredRun
{
    /// <summary>The run's key.</summary>
    public required string RunKey { get; init; }

    /// <summary>Name of the run; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Whom the run belongs to.</summary>
    public required Ownership Ownership { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunState State { get; init; }

    /// <summary>How many cases it has.</summary>
    public required int CaseCount { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its figures: final once it has ended, of the results so far before, or empty where a store does not keep them meanwhile.</summary>
    public RunSummary Summary { get; init; } = new();

    /// <summary>Why it could not go on; null unless failed.</summary>
    public string? Error { get; init; }

    /// <summary>What tells a request that is sent again from a new one; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Key of the run whose place it takes in lists; null for none.</summary>
    public string? Amends { get; init; }

    /// <summary>True when it has ended, in whatever state.</summary>
    public bool IsTerminal => State.IsTerminal();
}
