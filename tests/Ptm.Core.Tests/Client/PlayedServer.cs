using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Ptm.Core.Tests.Client;

/// <summary>Plays a PTM server on a real socket: tells what came, and answers by a script, well or badly. One request a connection.</summary>
public sealed class PlayedServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<RecordedRequest> _requests = new();
    readonly Channel<RecordedRequest> _arrivals = Channel.CreateUnbounded<RecordedRequest>();
    readonly Func<RecordedRequest, PlayedAnswer> _answer;
    readonly Task _accepting;

    public PlayedServer(Func<RecordedRequest, PlayedAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Answers in turn; the last answer stays.</summary>
    public PlayedServer(params PlayedAnswer[] answers)
        : this(InTurn(answers))
    {
    }

    public Uri Url { get; }

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>The next request, once it is there.</summary>
    public async Task<RecordedRequest> ArrivalAsync() => await _arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _listener.Dispose();
    }

    static Func<RecordedRequest, PlayedAnswer> InTurn(PlayedAnswer[] answers)
    {
        int next = -1;
        return _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
    }

    async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                open.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    async Task ServeAsync(Socket socket)
    {
        using Socket closing = socket;
        try
        {
            using NetworkStream stream = new(socket, ownsSocket: false);
            if (await ReadAsync(stream) is not { } request)
            {
                return;
            }

            _requests.Enqueue(request);
            PlayedAnswer answer = _answer(request);
            _arrivals.Writer.TryWrite(request);
            if (answer.Resets)
            {
                socket.LingerState = new(enable: true, seconds: 0);
                return;
            }

            await answer.Write(stream, _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client went away, or the test is over.
        }
    }

    async Task<RecordedRequest?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!Encoding.ASCII.GetString([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = lines.Skip(1).Where(line => line.Length > 0)
            .ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new(first[0], first[1], headers, Encoding.UTF8.GetString(body));
    }
}

/// <summary>One answer.</summary>
public sealed record PlayedAnswer(Func<NetworkStream, CancellationToken, Task> Write, bool Resets = false)
{
    public static PlayedAnswer Reset { get; } = new((_, _) => Task.CompletedTask, Resets: true);

    /// <summary>Nothing comes, and the connection stays open.</summary>
    public static PlayedAnswer Silence { get; } = new((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));

    public static PlayedAnswer Json(string body, int status = 200, params string[] headers) => Of(body, status, "application/json", headers);

    public static PlayedAnswer Of(string body, int status, string type, params string[] headers) =>
        Raw($"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{body}");

    public static PlayedAnswer Raw(string bytes) => new(async (stream, stop) => await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes), stop));

    /// <summary>A stream of events; it ends with the text, or stays open.</summary>
    public static PlayedAnswer Events(string events, bool staysOpen = false) => new(async (stream, stop) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + events), stop);
        if (staysOpen)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
    });
}
