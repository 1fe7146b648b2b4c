using System.Text.Json;

namespace Ptm;

/// <summary>A prompt with its test cases: the unit that a file or a server holds.</summary>
public sealed record PromptDefinition
{
    /// <summary>Name by which tests and builds refer to the prompt, unique in a library, such as <c>support.refund</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Short name for people.</summary>
    /// <value>The id, unless set.</value>
    public string? Label { get; init; }

    /// <summary>Version on the server, from 1; null for a prompt that only a file holds.</summary>
    public int? Version { get; init; }

    /// <summary>Digest of the version's content (<c>sha256:…</c>), by which a pulled file knows whether it was edited; null for a prompt that only a file holds.</summary>
    public string? Hash { get; init; }

    /// <summary>The template of a text prompt; null when <see cref="Messages"/> is set.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// What makes the prompt of each case, in place of a template: a function (<c>file://</c>, an absolute path and, behind a colon, its name)
    /// or a program (<c>exec:</c> and its command line); null for a template. Only prompts of local files have one.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>Settings that <see cref="Code"/> is given, a JSON object; null for none.</summary>
    public JsonElement? CodeConfig { get; init; }

    /// <summary>The templates of a chat prompt, in order; empty for a text prompt.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>Labels to select by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The team that owns the prompt.</summary>
    public string? Team { get; init; }

    /// <summary>The service that uses the prompt.</summary>
    public string? Service { get; init; }

    /// <summary>Where the prompt came from, in the owner's words.</summary>
    public string? Source { get; init; }

    /// <summary>The group the prompt belongs to.</summary>
    public string? Group { get; init; }

    /// <summary>Names of the providers that every case is run on, in order.</summary>
    public IReadOnlyList<string> ProviderProfiles { get; init; } = [];

    /// <summary>The test cases, in the order of the file.</summary>
    public IReadOnlyList<TestCase> Tests { get; init; } = [];

    /// <summary>Metrics that a judge scores in every case, in order.</summary>
    public IReadOnlyList<MetricDefinition> AdditionalMetrics { get; init; } = [];

    /// <summary>Name of the provider that judges; null for the library's own.</summary>
    public string? JudgeProfile { get; init; }

    /// <summary>How often a judge is asked, 1 to 25; the median counts. Null for as often as the library says.</summary>
    public int? JudgeSamples { get; init; }

    /// <summary>Weighted expressions over every case's figures, in order.</summary>
    public IReadOnlyList<KpiDefinition> AdditionalKpis { get; init; } = [];

    /// <summary>Highest cost of a case, in USD; null for no limit. An unknown cost is an error then.</summary>
    public decimal? CostThreshold { get; init; }

    /// <summary>Longest latency of a case, in milliseconds; null for no limit.</summary>
    public double? LatencyThresholdMs { get; init; }

    /// <summary>Tools offered to the model, as the provider's wire format has them; null for none.</summary>
    public JsonElement? ToolDefinitions { get; init; }

    /// <summary>Who may see the prompt on a server; null for the server's default.</summary>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>Where the prompt is written; null for one from a server.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>Where the template's text is written, for errors inside it; null for one from a server.</summary>
    public SourceLocation? TextLocation { get; init; }

    /// <summary>True when the prompt comes from a promptfoo config, whose rules then hold for its variables.</summary>
    public bool IsPromptfoo { get; init; }

    /// <summary>Whether <see cref="Code"/> may make a template that names the conversation.</summary>
    internal bool CodeNamesConversation { get; init; }

    /// <summary>True when a case in which nothing is checked gets promptfoo's verdict: <c>compat: promptfoo</c>.</summary>
    internal bool PassesUnchecked { get; init; }

    /// <summary>What the prompt's file says about templates.</summary>
    internal TemplateSettings Templates { get; init; } = TemplateSettings.Default;
}
