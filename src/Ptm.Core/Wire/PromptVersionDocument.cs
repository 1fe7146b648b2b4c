using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A version, with its prompt when it was asked for alone.</summary>
internal sealed record PromptVersionDocument
{
    public required string PromptId { get; init; }

    public required int VersionNumber { get; init; }

    public string? Hash { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public PromptDocument? Prompt { get; init; }

    public static PromptVersionDocument From(PromptVersion version) => new()
    {
        PromptId = version.PromptId,
        VersionNumber = version.VersionNumber,
        Hash = version.Hash,
        CreatedAt = version.CreatedAt,
        CreatedBy = version.CreatedBy,
        Prompt = version.Prompt is { } prompt ? PromptDocument.From(prompt) : null,
    };

    public PromptVersion ToVersion() => new()
    {
        PromptId = PromptId,
        VersionNumber = VersionNumber,
        Hash = Hash ?? "",
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
        Prompt = Prompt?.ToPrompt("$.prompt"),
    };
}

/// <summary>What an application needs to use a prompt.</summary>
internal sealed record PromptContentsDocument
{
    public required string PromptText { get; init; }

    public int? Version { get; init; }

    public IReadOnlyList<TestCaseDocument>? Tests { get; init; }

    public IReadOnlyList<MetricDocument>? DeepevalMetrics { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement ToolDefinitions { get; init; }

    public static PromptContentsDocument From(PromptContents contents) => new()
    {
        PromptText = contents.PromptText,
        Version = contents.Version,
        Tests = [.. contents.Tests.Select(TestCaseDocument.From)],
        DeepevalMetrics = MetricDocument.From(contents.DeepevalMetrics) ?? [],
        ToolDefinitions = contents.ToolDefinitions ?? default,
    };

    public PromptContents ToContents() => ToContents("$");

    public PromptContents ToContents(string path) => new()
    {
        PromptText = PromptText,
        Version = Version,
        Tests = TestCaseDocument.ToTests(Tests, path + ".tests"),
        DeepevalMetrics = MetricDocument.ToMetrics(DeepevalMetrics),
        ToolDefinitions = ToolDefinitions.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : ToolDefinitions,
    };
}
