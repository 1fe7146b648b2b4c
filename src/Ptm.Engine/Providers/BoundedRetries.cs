using System.ClientModel.Primitives;

namespace Ptm.Engine.Providers;

/// <summary>Three retries of what may pass (408, 429, 500, 502, 503, 504, a lost connection), none of what will not, such as 400 and 401.</summary>
internal sealed class BoundedRetries(TimeProvider time) : ClientRetryPolicy(maxRetries: 3)
{
    // A server may ask for an hour; the wait is then cut, and the answer to the last try is reported.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    protected override TimeSpan GetNextDelay(PipelineMessage message, int tryCount)
    {
        TimeSpan asked = base.GetNextDelay(message, tryCount);
        return asked < s_longestWait ? asked : s_longestWait;
    }

    protected override Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, time, cancellationToken);
}
