namespace Ptm;

/// <summary>How a <see cref="PtmClient"/> talks to its server.</summary>
public sealed class PtmClientOptions
{
    /// <summary>How long one attempt of a call may take, from 10 milliseconds to an hour. A call that waits for a scored output gets that wait on top.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is tried, 1 to 10. A call ends within <see cref="Timeout"/> times this.</summary>
    /// <value>3.</value>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Whether the server's certificate is checked. Off only for a development machine. Not read when <see cref="HttpClient"/> or <see cref="Handler"/> is set.</summary>
    /// <value>Null: <c>PTM_SSL_VERIFY</c>, and without it true.</value>
    public bool? VerifySsl { get; set; }

    /// <summary>The most that an answer may hold, in bytes.</summary>
    /// <value>268,435,456 (256 MB).</value>
    public long MaxResponseBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long a stream of events may be silent before it is opened anew. A server sends a sign of life every 10 seconds.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan HeartbeatLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where each operation lies.</summary>
    /// <value>Null: <see cref="PtmRoutes.FromEnvironment"/>.</value>
    public PtmRoutes? Routes { get; set; }

    /// <summary>Told what somebody should look at, such as a certificate that is not checked; once a client.</summary>
    /// <value>Null: the trace listeners.</value>
    public Action<string>? OnWarning { get; set; }

    /// <summary>The client to send with, such as one of an <c>IHttpClientFactory</c>; it is not disposed. Its own time limit should be off.</summary>
    /// <value>Null: one of its own, which follows no redirect.</value>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The handler to send with; it is not disposed.</summary>
    /// <value>Null: <see cref="PtmClient.CreateHandler"/>.</value>
    public HttpMessageHandler? Handler { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal PtmClientOptions Checked()
    {
        InRange(Timeout >= TimeSpan.FromMilliseconds(10) && Timeout <= TimeSpan.FromHours(1), nameof(Timeout), Timeout, "10 milliseconds to an hour");
        InRange(MaxAttempts is >= 1 and <= 10, nameof(MaxAttempts), MaxAttempts, "1 to 10");
        InRange(MaxResponseBytes is >= 1024 and <= int.MaxValue, nameof(MaxResponseBytes), MaxResponseBytes, "1,024 to 2,147,483,647");
        InRange(HeartbeatLimit > TimeSpan.Zero && HeartbeatLimit <= TimeSpan.FromHours(1), nameof(HeartbeatLimit), HeartbeatLimit, "more than 0 to an hour");
        InRange(TimeProvider is not null, nameof(TimeProvider), "null", "a clock");
        return (PtmClientOptions)MemberwiseClone();
    }

    static void InRange(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw OutOfRange(name, value, range);
        }
    }

    static ArgumentOutOfRangeException OutOfRange(string name, object value, string range) => new(name, value, $"{name} takes {range}.");
}
