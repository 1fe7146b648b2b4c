namespace Ptm.Engine.Stores;

/// <summary>Kinds of things whose use is counted.</summary>
public enum UsageSubject
{
    /// <summary>A prompt.</summary>
    Prompt,

    /// <summary>A skill.</summary>
    Skill,
}

/// <summary>Where requests for contents and what applications tell of their own runs are kept.</summary>
public interface IUsageStore
{
    /// <summary>Keeps that contents were asked for.</summary>
    Task AddRequestAsync(UsageSubject subject, string id, string caller, CancellationToken cancellationToken);

    /// <summary>Counts the requests for contents.</summary>
    /// <returns>The counts; all null where the setting <c>inline_usage_metrics_enabled</c> is off.</returns>
    Task<UsageMetrics> ReadAsync(UsageSubject subject, string id, CancellationToken cancellationToken);

    /// <summary>Keeps what an application told of a run of its own.</summary>
    Task AddInlineRunAsync(UsageSubject subject, string id, string caller, InlineRun run, CancellationToken cancellationToken);
}
