namespace Ptm;

/// <summary>How one case ended on one provider.</summary>
public sealed record CaseResult
{
    /// <summary>The case's id within its prompt.</summary>
    public required string Id { get; init; }

    /// <summary>What the case shows, in the author's words; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The prompt's id.</summary>
    public required string PromptId { get; init; }

    /// <summary>The prompt's name for people.</summary>
    public string PromptLabel { get; init; } = "";

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Which repetition of the case this is, from 0.</summary>
    public int Sample { get; init; }

    /// <summary>How it ended.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>Whether nothing was checked, and the outcome is promptfoo's (<c>compat: promptfoo</c>).</summary>
    internal bool CheckedNothing { get; init; }

    /// <summary>Score, 0 to 100; null for an error and for an unchecked case.</summary>
    public double? Score { get; init; }

    /// <summary>What promptfoo says of the same case.</summary>
    public required PromptfooVerdict Promptfoo { get; init; }

    /// <summary>The rendered prompt; null when it could not be rendered.</summary>
    public RenderedPrompt? Prompt { get; init; }

    /// <summary>The provider's answer; null when there is none.</summary>
    public ModelOutput? Output { get; init; }

    /// <summary>Every check's result, in the order of the file.</summary>
    public IReadOnlyList<AssertionResult> Assertions { get; init; } = [];

    /// <summary>What the judge said, in the order of the prompt's metrics.</summary>
    public IReadOnlyList<MetricResult> Metrics { get; init; } = [];

    /// <summary>The KPIs, in the order of the prompt.</summary>
    public IReadOnlyList<KpiResult> Kpis { get; init; } = [];

    /// <summary>What went wrong; null unless the outcome is <see cref="CaseOutcome.Error"/>.</summary>
    public CaseError? Error { get; init; }

    /// <summary>Where the case is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }
}
