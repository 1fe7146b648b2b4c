namespace Ptm;

/// <summary>The figures of a run.</summary>
public sealed record RunSummary
{
    /// <summary>Results in all.</summary>
    public int Total { get; init; }

    /// <summary>Cases that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Cases that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Cases that could not be decided.</summary>
    public int Errors { get; init; }

    /// <summary>Checks and metrics for which a judge gave no verdict: it failed, or said nothing that can be read. Each makes its case an error, unless it has the weight 0.</summary>
    public int JudgeErrors { get; init; }

    /// <summary>Cases in which nothing was checked.</summary>
    public int Unchecked { get; init; }

    /// <summary>Cases in which nothing was checked and that have promptfoo's verdict, for most of them passed (<c>compat: promptfoo</c>).</summary>
    internal int CheckedNothing { get; init; }

    /// <summary>Mean score of passed and failed cases, 0 to 100; null without any.</summary>
    public double? Score { get; init; }

    /// <summary>Passed / (passed + failed + errors), 0 to 1; null without any.</summary>
    public double? PassRate { get; init; }

    /// <summary>Cost of the run in USD, its judges included; null when the cost of any call is unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Latency that 95 % of the calls stayed within, in milliseconds; of more than 10,000 calls at most 0.05 % too long. Null without any.</summary>
    public double? LatencyP95Ms { get; init; }

    /// <summary>Tokens of all calls, those of judges included, that told theirs; null when none did.</summary>
    public TokenUsage? Tokens { get; init; }

    /// <summary>How many answers were replayed from recordings; their cost and latency are the recorded ones.</summary>
    public int Recorded { get; init; }

    /// <summary>Time the run took.</summary>
    public TimeSpan Duration { get; init; }
}
