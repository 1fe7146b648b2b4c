namespace Ptm.Engine.Operations;

/// <summary>How long a caller may wait for a run or an optimization.</summary>
internal static class WaitLimit
{
    static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    static readonly TimeSpan s_longestInterval = TimeSpan.FromDays(1);

    /// <summary>The limit of a wait. Nothing is polled here, and what a client refuses is refused here too.</summary>
    /// <exception cref="PtmException">422: the limit or the interval is out of range.</exception>
    public static TimeSpan Of(TimeSpan? timeout, TimeSpan? pollInterval, TimeSpan usual)
    {
        TimeSpan limit = timeout ?? usual;
        if (limit <= TimeSpan.Zero || limit > s_longest)
        {
            throw Rights.Invalid($"A wait takes more than 0 to {s_longest.TotalDays:0} days.");
        }

        return pollInterval <= TimeSpan.Zero || pollInterval > s_longestInterval ? throw Rights.Invalid("The interval of a wait is more than 0 to a day.") : limit;
    }
}
