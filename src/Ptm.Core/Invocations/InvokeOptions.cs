namespace Ptm;

/// <summary>How to invoke a prompt or skill.</summary>
public sealed record InvokeOptions
{
    /// <summary>The judge of the metrics; null for the prompt's own.</summary>
    public string? JudgeProfile { get; init; }

    /// <summary>How long to wait for the scored output.</summary>
    /// <value>60 seconds, unless set. Whole seconds travel.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True to put the run in the place of the caller's newest run of the same name, which is then no longer listed.</summary>
    public bool Amend { get; init; }
}
