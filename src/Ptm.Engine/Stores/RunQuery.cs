namespace Ptm.Engine.Stores;

/// <summary>Which runs to list, the newest first. Runs whose place another took are never listed.</summary>
public sealed record RunQuery
{
    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Only runs that have ended.</summary>
    public bool TerminalOnly { get; init; }

    /// <summary>Only runs of the caller.</summary>
    public bool MineOnly { get; init; }

    /// <summary>Who asks: only what the caller may see is listed.</summary>
    public required PtmCaller Caller { get; init; }
}
