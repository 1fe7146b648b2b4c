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

    /// <summary>When the run was accepted.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the run ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Cases of the run, with a result or without; null where it is not told.</summary>
    public int? CaseCount { get; init; }

    /// <summary>Who started the run; null in process.</summary>
    public string? Owner { get; init; }

    /// <summary>Who may see the run; null in process.</summary>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>The figures so far.</summary>
    public RunSummary Summary { get; init; } = new();

    /// <summary>Named metrics by prompt and provider, derived ones last; empty without any, and in what a server lists.</summary>
    public IReadOnlyList<NamedMetric> Metrics { get; init; } = [];

    /// <summary>What the gate found with evidence: intervals, differences from a baseline, flaky cases; null without any, and before a gate was asked.</summary>
    public GateResult? Gate { get; init; }

    /// <summary>The results so far, ordered by test, prompt and provider.</summary>
    public IReadOnlyList<CaseResult> Results { get; init; } = [];

    /// <summary>True when the run has ended, in whatever state.</summary>
    public bool IsTerminal => State.IsTerminal();

    /// <summary>Why the run could not go on; null unless <see cref="RunState.Failed"/>.</summary>
    public string? Error { get; init; }
}
