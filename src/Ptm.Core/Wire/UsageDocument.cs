using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>Usage with its null shape: every field is there, with a figure or without.</summary>
internal sealed record UsageDocument
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Lifetime { get; init; }

    [JsonPropertyName("last_30d")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Last30Days { get; init; }

    [JsonPropertyName("last_7d")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Last7Days { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset? LastRequestAt { get; init; }

    public static UsageDocument From(UsageMetrics metrics) =>
        new() { Lifetime = metrics.Lifetime, Last30Days = metrics.Last30Days, Last7Days = metrics.Last7Days, LastRequestAt = metrics.LastRequestAt };

    public UsageMetrics ToMetrics() => new() { Lifetime = Lifetime, Last30Days = Last30Days, Last7Days = Last7Days, LastRequestAt = LastRequestAt };
}
