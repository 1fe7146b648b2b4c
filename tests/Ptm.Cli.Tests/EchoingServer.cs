using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ptm.Cli.Tests;

/// <summary>The worst server there is: it repeats all that it was sent, plain and encoded, with the status and in the shape that the first word of the request's prompt asks for.</summary>
internal sealed class EchoingServer : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _serving;

    public EchoingServer()
    {
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>All that came: addresses, headers, bodies.</summary>
    public StringBuilder Received { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        using StreamReader reader = new(context.Request.InputStream);
        string body = await reader.ReadToEndAsync();
        string all = $"{context.Request.RawUrl} {string.Join(' ', context.Request.Headers.AllKeys.Select(name => $"{name}: {context.Request.Headers[name]}"))} {body}";
        lock (Received)
        {
            Received.Append(all).Append(' ');
        }

        byte[] bytes = Encoding.UTF8.GetBytes(all);
        string repeated = $"{all} {Convert.ToBase64String(bytes)} {Convert.ToHexStringLower(bytes)} {Uri.EscapeDataString(all)} {WebUtility.HtmlEncode(all)}";
        string text = body.Contains("politely", StringComparison.Ordinal) ? "fine" : repeated;
        context.Response.StatusCode = body.Contains("refuse", StringComparison.Ordinal) ? 401 : 200;
        string answer = body.Contains("page", StringComparison.Ordinal) ? $"<html>{repeated}</html>"
            : context.Request.RawUrl!.StartsWith("/v1", StringComparison.Ordinal) ? JsonSerializer.Serialize(new { model = "m", choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } }, usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 } })
            : JsonSerializer.Serialize(new { output = text });
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        context.Response.Close();
    }
}
