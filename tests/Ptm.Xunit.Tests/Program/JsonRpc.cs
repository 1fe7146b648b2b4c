using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ptm.Xunit.Tests.Program;

/// <summary>JSON-RPC messages with a Content-Length header, over a stream.</summary>
public sealed class JsonRpc(Stream stream) : IDisposable
{
    readonly BufferedStream _incoming = new(stream);
    int _lastId;

    /// <summary>Calls a method and waits for its answer; what the other side reports meanwhile goes to <paramref name="onNotification"/>.</summary>
    public async Task<JsonElement> CallAsync(string method, object parameters, Action<string, JsonElement> onNotification, CancellationToken cancellationToken)
    {
        int id = ++_lastId;
        await SendAsync(new { jsonrpc = "2.0", id, method, @params = parameters }, cancellationToken);
        while (true)
        {
            JsonElement message = await ReceiveAsync(cancellationToken);
            bool isRequest = message.TryGetProperty("method", out JsonElement called);
            if (!isRequest && message.GetProperty("id").GetInt32() == id)
            {
                return message.TryGetProperty("result", out JsonElement result) ? result : throw new InvalidOperationException($"{method}: {message}");
            }

            if (isRequest && message.TryGetProperty("id", out JsonElement asked))
            {
                await SendAsync(new { jsonrpc = "2.0", id = asked.GetInt32(), result = (object?)null }, cancellationToken);
            }
            else if (isRequest)
            {
                onNotification(called.GetString()!, message.GetProperty("params"));
            }
        }
    }

    public Task NotifyAsync(string method, CancellationToken cancellationToken) => SendAsync(new { jsonrpc = "2.0", method, @params = new { } }, cancellationToken);

    public void Dispose() => _incoming.Dispose();

    async Task SendAsync(object message, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\nContent-Type: application/testingplatform\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        int length = 0;
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } header)
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(header.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture);
            }
        }

        byte[] body = new byte[length];
        await _incoming.ReadExactlyAsync(body, cancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (true)
        {
            await _incoming.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }
    }
}
