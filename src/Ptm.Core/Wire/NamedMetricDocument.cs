using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A metric over the cases of a prompt on a provider.</summary>
internal sealed record NamedMetricDocument
{
    public required string Prompt { get; init; }

    public required string Provider { get; init; }

    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Value { get; init; }

    public double? Weight { get; init; }

    public int? Count { get; init; }

    public bool? Derived { get; init; }

    /// <summary>Null without any, so that nothing is written.</summary>
    public static IReadOnlyList<NamedMetricDocument>? From(IReadOnlyList<NamedMetric> metrics) => metrics.Count == 0 ? null : [.. metrics.Select(From)];

    public static NamedMetricDocument From(NamedMetric metric) => new()
    {
        Prompt = metric.PromptId,
        Provider = metric.Provider,
        Name = metric.Name,
        Value = metric.Value is { } value && double.IsFinite(value) ? value : null,
        Weight = metric.IsDerived ? null : metric.Weight,
        Count = metric.IsDerived ? null : metric.Count,
        Derived = metric.IsDerived ? true : null,
    };

    public NamedMetric ToMetric() => new() { PromptId = Prompt, Provider = Provider, Name = Name, Value = Value, Weight = Weight ?? 0, Count = Count ?? 0, IsDerived = Derived ?? false };
}
