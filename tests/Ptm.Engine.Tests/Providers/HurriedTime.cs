namespace Ptm.Engine.Tests.Providers;

/// <summary>Time in which waits of up to a minute, such as those before a retry, are over at once; longer ones, such as time limits, are as long as ever.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime >= TimeSpan.Zero && dueTime <= TimeSpan.FromMinutes(1) ? TimeSpan.Zero : dueTime, period);
}
