using System.Text.Json;

namespace Ptm;

/// <summary>What an application needs to use a prompt.</summary>
public sealed record PromptContents
{
    /// <summary>The template; for a chat prompt its messages as a JSON array.</summary>
    public required string PromptText { get; init; }

    /// <summary>The version's number, from 1.</summary>
    public int? Version { get; init; }

    /// <summary>The test cases.</summary>
    public IReadOnlyList<TestCase> Tests { get; init; } = [];

    /// <summary>The metrics that a judge scores.</summary>
    public IReadOnlyList<MetricDefinition> DeepevalMetrics { get; init; } = [];

    /// <summary>Tools offered to the model; null for none.</summary>
    public JsonElement? ToolDefinitions { get; init; }
}
