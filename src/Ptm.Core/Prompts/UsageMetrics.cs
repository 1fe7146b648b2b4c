namespace Ptm;

/// <summary>How often the contents of a prompt or skill were asked for. All null where the server's setting <c>inline_usage_metrics_enabled</c> is off.</summary>
public sealed record UsageMetrics
{
    /// <summary>Requests in all.</summary>
    public long? Lifetime { get; init; }

    /// <summary>Requests of the last 30 days.</summary>
    public long? Last30Days { get; init; }

    /// <summary>Requests of the last 7 days.</summary>
    public long? Last7Days { get; init; }

    /// <summary>The newest request; null for none.</summary>
    public DateTimeOffset? LastRequestAt { get; init; }
}
