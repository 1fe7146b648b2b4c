using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Tests.Providers;

/// <summary>A server on loopback that answers by a script, whose last answer repeats, or as each request wants it.</summary>
internal sealed class StubModelServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stopping = new();
    readonly Func<StubRequest, StubAnswer> _answer;
    readonly Task _accepting;
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StubModelServer(params StubAnswer[] script)
        : this(Scripted(new(script)))
    {
    }

    public StubModelServer(Func<StubRequest, StubAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address without a path.</summary>
    public string Root => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public string BaseUrl => Root + "/v1";

    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    /// <summary>Ends when the first request has arrived.</summary>
    public Task Asked => _asked.Task;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    static Func<StubRequest, StubAnswer> Scripted(ConcurrentQueue<StubAnswer> script) =>
        _ => script.Count > 1 && script.TryDequeue(out StubAnswer? next) ? next : script.TryPeek(out StubAnswer? last) ? last : throw new InvalidOperationException("empty script");

    async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                StubRequest request = await ReadAsync(stream);
                Requests.Enqueue(request);
                _asked.TrySetResult();
                StubAnswer answer = _answer(request);
                if (answer.Hangs)
                {
                    // The client sends no more, so this waits until it leaves.
                    _ = await stream.ReadAsync(new byte[1], _stopping.Token);
                    return;
                }

                byte[] body = Encoding.UTF8.GetBytes(answer.Body);
                string head = $"HTTP/1.1 {answer.Status} Scripted\r\nContent-Type: {answer.ContentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{answer.Headers}\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stopping.Token);
                await stream.WriteAsync(answer.IsCut ? body.AsMemory(0, body.Length / 2) : body, _stopping.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The client has left, or the test is over.
            }
        }
    }

    static async Task<StubRequest> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return new StubRequest(lines[0], headers, headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == false ? JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(body)) : JsonElement.Parse(body));
    }
}

internal sealed record StubRequest(string Line, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    /// <summary>The path with its query.</summary>
    public string Path => Line.Split(' ')[1];
}

/// <summary>What the server answers to one request.</summary>
internal sealed record StubAnswer(string Body, int Status = 200)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers, each ended by CR LF.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The connection ends in the middle of the body.</summary>
    public bool IsCut { get; init; }

    /// <summary>No answer comes.</summary>
    public bool Hangs { get; init; }

    public static StubAnswer Text(string text) =>
        Message($$$"""{"role":"assistant","content":{{{JsonSerializer.Serialize(text)}}}}""", "stop");

    public static StubAnswer Message(string message, string finishReason) => new($$$"""
        {"id":"c1","object":"chat.completion","created":1700000000,"model":"gpt-4.1-mini-2025-04-14",
         "choices":[{"index":0,"finish_reason":"{{{finishReason}}}","message":{{{message}}}}],
         "usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200}}
        """);
}
