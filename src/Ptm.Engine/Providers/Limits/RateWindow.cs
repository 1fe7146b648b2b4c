namespace Ptm.Engine.Providers.Limits;

/// <summary>How much is used within any minute, against how much may be. A use can lie ahead. Not safe for several threads at once.</summary>
internal sealed class RateWindow(long limit, TimeProvider time)
{
    static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    // In the order of their times.
    readonly LinkedList<RateUse> _uses = [];
    long _sum;

    public long Limit => limit;

    /// <summary>How long to wait until <paramref name="amount"/> more is within the limit; zero for now. What is more than the limit by itself waits for an empty minute.</summary>
    public TimeSpan WaitFor(long amount)
    {
        Forget();
        long over = _sum + amount - limit;
        foreach (RateUse use in _uses)
        {
            if (over <= 0)
            {
                break;
            }

            over -= use.Amount;
            if (over <= 0 || use == _uses.Last!.Value)
            {
                TimeSpan wait = s_window - time.GetElapsedTime(use.Start);
                return wait > TimeSpan.Zero ? wait : TimeSpan.FromTicks(1);
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Counts a use at once or after a wait.</summary>
    public RateUse Use(long amount, TimeSpan wait = default)
    {
        RateUse use = new(time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency), amount);
        LinkedListNode<RateUse>? before = _uses.Last;
        while (before is { Value.Start: var start } && start > use.Start)
        {
            before = before.Previous;
        }

        if (before is null)
        {
            _uses.AddFirst(use);
        }
        else
        {
            _uses.AddAfter(before, use);
        }

        _sum += amount;
        return use;
    }

    /// <summary>Puts what was really used in the place of what was thought.</summary>
    public void Settle(RateUse use, long amount)
    {
        if (!use.IsForgotten)
        {
            _sum += amount - use.Amount;
        }

        use.Amount = amount;
    }

    void Forget()
    {
        while (_uses.First is { Value: var oldest } && time.GetElapsedTime(oldest.Start) >= s_window)
        {
            _uses.RemoveFirst();
            _sum -= oldest.Amount;
            oldest.IsForgotten = true;
        }
    }
}

/// <summary>Something that is used at a time.</summary>
internal sealed class RateUse(long start, long amount)
{
    public long Start { get; } = start;

    public long Amount { get; set; } = amount;

    public bool IsForgotten { get; set; }
}
