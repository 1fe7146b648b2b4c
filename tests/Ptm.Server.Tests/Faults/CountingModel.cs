using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ptm.Server.Tests.Faults;

/// <summary>A model by script on loopback, in the wire format of OpenAI's chat completions, that counts how often each prompt was asked.</summary>
internal sealed class CountingModel : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly TimeSpan _latency;

    CountingModel(TimeSpan latency)
    {
        _latency = latency;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>How often each prompt was asked.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>When each prompt was last answered.</summary>
    public ConcurrentDictionary<string, long> AnsweredAt { get; } = new(StringComparer.Ordinal);

    public string BaseUrl => _app.Urls.First() + "/v1";

    public static async Task<CountingModel> StartAsync(TimeSpan latency, CancellationToken cancellationToken)
    {
        CountingModel model = new(latency);
        await model._app.StartAsync(cancellationToken);
        return model;
    }

    /// <summary>A library of one provider, this model, named <c>counted</c>.</summary>
    public string Library => $"providers: {{ counted: {{ type: openai, model: scripted, base_url: \"{BaseUrl}\", api_key_env: PTM_COUNTED_KEY, input_usd_per_1m: 1, output_usd_per_1m: 1 }} }}\n";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        JsonNode content = body["messages"]!.AsArray()[^1]!["content"]!;
        string prompt = content is JsonArray parts ? (string)parts[0]!["text"]! : (string)content!;
        Calls.AddOrUpdate(prompt, 1, (_, count) => count + 1);
        await Task.Delay(_latency, context.RequestAborted);
        context.Response.ContentType = "application/json";
        AnsweredAt[prompt] = TimeProvider.System.GetTimestamp();
        await context.Response.WriteAsync(
            $$$"""
            {"id": "c1", "object": "chat.completion", "created": 1700000000, "model": "scripted",
             "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": {{{JsonSerializer.Serialize("scripted: " + prompt)}}}}}],
             "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}}
            """,
            context.RequestAborted);
    }
}
