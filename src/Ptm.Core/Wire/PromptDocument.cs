using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A prompt in the names of a prompt file.</summary>
internal record PromptDocument
{
    public string? Id { get; init; }

    public string? Label { get; init; }

    public int? Version { get; init; }

    public string? Hash { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Team { get; init; }

    public string? Service { get; init; }

    public string? Source { get; init; }

    public string? Group { get; init; }

    public VisibilityScope? VisibilityScope { get; init; }

    public string? PromptText { get; init; }

    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    public IReadOnlyList<string>? ProviderProfiles { get; init; }

    public IReadOnlyList<TestCaseDocument>? Tests { get; init; }

    public IReadOnlyList<MetricDocument>? AdditionalMetrics { get; init; }

    public string? JudgeProfile { get; init; }

    public int? JudgeSamples { get; init; }

    public IReadOnlyList<KpiDocument>? AdditionalKpis { get; init; }

    public decimal? CostThreshold { get; init; }

    public double? LatencyThresholdMs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement ToolDefinitions { get; init; }

    // Whether promptfoo's rules hold for the variables.
    public bool? Promptfoo { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static PromptDocument From(PromptDefinition prompt) => Fill(new(), prompt);

    public PromptDefinition ToPrompt() => ToPrompt("$");

    public PromptDefinition ToPrompt(string path) => ToPrompt(Id ?? throw WireFault.At(path, "'id' is missing."), path);

    protected static PromptDocument Fill(PromptDocument empty, PromptDefinition prompt) => empty with
    {
        Id = prompt.Id,
        Label = prompt.Label,
        Version = prompt.Version,
        Hash = prompt.Hash,
        Tags = prompt.Tags.Count == 0 ? null : prompt.Tags,
        Team = prompt.Team,
        Service = prompt.Service,
        Source = prompt.Source,
        Group = prompt.Group,
        VisibilityScope = prompt.VisibilityScope,
        PromptText = prompt.Text,
        Messages = prompt.Messages.Count == 0 ? null : prompt.Messages,
        ProviderProfiles = prompt.ProviderProfiles.Count == 0 ? null : prompt.ProviderProfiles,
        Tests = [.. prompt.Tests.Select(TestCaseDocument.From)],
        AdditionalMetrics = MetricDocument.From(prompt.AdditionalMetrics),
        JudgeProfile = prompt.JudgeProfile,
        JudgeSamples = prompt.JudgeSamples,
        AdditionalKpis = KpiDocument.From(prompt.AdditionalKpis),
        CostThreshold = prompt.CostThreshold,
        LatencyThresholdMs = prompt.LatencyThresholdMs,
        ToolDefinitions = prompt.ToolDefinitions ?? default,
        Promptfoo = prompt.IsPromptfoo ? true : null,
    };

    protected PromptDefinition ToPrompt(string id, string path) => new()
    {
        Id = id,
        Label = Label,
        Version = Version,
        Hash = Hash,
        Text = PromptText,
        Messages = Messages ?? [],
        Tags = Tags ?? [],
        Team = Team,
        Service = Service,
        Source = Source,
        Group = Group,
        ProviderProfiles = ProviderProfiles ?? [],
        Tests = TestCaseDocument.ToTests(Tests, path + ".tests"),
        AdditionalMetrics = MetricDocument.ToMetrics(AdditionalMetrics),
        JudgeProfile = JudgeProfile,
        JudgeSamples = JudgeSamples,
        AdditionalKpis = KpiDocument.ToKpis(AdditionalKpis),
        CostThreshold = CostThreshold,
        LatencyThresholdMs = LatencyThresholdMs,
        ToolDefinitions = ToolDefinitions.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : ToolDefinitions,
        VisibilityScope = VisibilityScope,
        IsPromptfoo = Promptfoo ?? false,
    };

    protected UnknownFields FindUnknown()
    {
        UnknownFields fields = new();
        fields.Add("$", Unknown);
        for (int i = 0; i < (Tests?.Count ?? 0); i++)
        {
            Tests![i].AddUnknown(fields, $"$.tests[{i}]");
        }

        for (int i = 0; i < (AdditionalMetrics?.Count ?? 0); i++)
        {
            fields.Add($"$.additional_metrics[{i}]", AdditionalMetrics![i].Unknown);
        }

        for (int i = 0; i < (AdditionalKpis?.Count ?? 0); i++)
        {
            fields.Add($"$.additional_kpis[{i}]", AdditionalKpis![i].Unknown);
        }

        return fields;
    }
}
