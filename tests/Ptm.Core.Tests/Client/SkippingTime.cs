using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Ptm.Core.Tests.Client;

/// <summary>A clock on which waits of less than 30 seconds are over at once, and are noted; longer ones are limits, which stand until a test moves the clock.</summary>
public sealed class SkippingTime : FakeTimeProvider
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public SkippingTime()
        : base(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime >= s_limit)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
