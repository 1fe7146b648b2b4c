namespace Ptm.Engine.Library;

/// <summary>What a promptfoo config says about how its cases run.</summary>
internal sealed record RunRules
{
    public static RunRules None { get; } = new();

    /// <summary>Whether a case may need what an earlier one left behind, so that they run one after another.</summary>
    public bool RunsInOrder { get; init; }

    /// <summary>How many cases may run at once; null for as many as the caller wants.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many cases may run at once where the caller wants <paramref name="most"/>.</summary>
    public int AtOnce(int most) => RunsInOrder ? 1 : Math.Min(most, MaxConcurrency ?? most);

    /// <summary>How long to wait after each call of a provider.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long a case may take; null for no limit beside its provider's.</summary>
    public TimeSpan? CaseTime { get; init; }

    /// <summary>How long all cases together may take; null for no limit.</summary>
    public TimeSpan? RunTime { get; init; }

    /// <summary>Figures to derive from named metrics at the end, in order.</summary>
    public IReadOnlyList<DerivedMetric> Derived { get; init; } = [];

    /// <summary>The config's prompts, for its extensions; empty where it has none.</summary>
    public IReadOnlyList<PromptDefinition> Prompts { get; init; } = [];

    /// <summary>Files of code to call before and after the cases, each with an absolute path.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Where the cases are that keep their output, by the name they keep it under.</summary>
    public IReadOnlyDictionary<string, int> StoredBy { get; init; } = new Dictionary<string, int>();
}
