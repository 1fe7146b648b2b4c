using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ptm.Server.Tests.Faults;

/// <summary>
/// A model by script on loopback that keeps its own bill. It answers right where its prompt asks for it, and as a mutator proposes to ask for it.
/// What it has answered it remembers, by the whole request.
/// </summary>
internal sealed class OptimizedModel : IAsyncDisposable
{
    public const string Good = "Answer with the number alone.";

    readonly WebApplication _app;
    readonly Lock _gate = new();
    int _requests;

    OptimizedModel()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What it charged, in USD: for every request that it began to answer.</summary>
    public decimal Bill { get; private set; }

    /// <summary>How often each prompt's answer was sent whole.</summary>
    public ConcurrentDictionary<string, int> Answered { get; } = new(StringComparer.Ordinal);

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Two dollars for a million tokens, and answers of 200 at most.</summary>
    public string Library => $$"""
        providers:
          counted: { type: openai, model: scripted, base_url: "{{_app.Urls.First()}}/v1", api_key_env: PTM_COUNTED_KEY, input_usd_per_1m: 2, output_usd_per_1m: 2, parameters: { max_tokens: 200 }, max_retries: 1 }
        optimization: { candidates_per_cycle: 2 }
        prompts: '*.p.yaml'
        """;

    public static async Task<OptimizedModel> StartAsync(CancellationToken cancellationToken)
    {
        OptimizedModel model = new();
        await model._app.StartAsync(cancellationToken);
        return model;
    }

    /// <summary>A prompt of so many cases, none of which passes yet.</summary>
    public static string Prompt(int cases) =>
        "id: numbers\nprompt_text: \"Which number? {{ number }}\"\nprovider_profiles: [counted]\ntests:\n"
        + string.Concat(Enumerable.Range(0, cases).Select(number => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: case-{number}, vars: {{ number: {number} }}, assert: [{{ type: equals, value: '{number}' }}] }}\n")));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        string prompt = string.Concat(body["messages"]!.AsArray().Select(message => (string)message!["content"]!));
        int request = Interlocked.Increment(ref _requests);

        // Some requests are charged and come to nothing, as when a service breaks.
        bool fails = request % 17 == 0;
        long read = prompt.Length / 3;
        lock (_gate)
        {
            Bill += (read + 60) * 2 / 1_000_000m;
        }

        await Task.Delay(3, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = fails ? 500 : 200;
        string text = prompt.StartsWith("Which number?", StringComparison.Ordinal)
            ? prompt.Contains(Good, StringComparison.Ordinal) ? prompt.Split(' ')[2] : "The number is " + prompt
            : new JsonObject { ["diagnosis"] = "It says more than the number.", ["rewrite"] = new JsonArray("Which number? {{ number }} " + Good + (request % 2 == 0 ? "" : " Please.")) }.ToJsonString();
        await context.Response.WriteAsync(
            fails ? "{}" : $$$"""
            {"id": "c1", "object": "chat.completion", "created": 1700000000, "model": "scripted",
             "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": {{{JsonSerializer.Serialize(text)}}}}}],
             "usage": {"prompt_tokens": {{{read}}}, "completion_tokens": 60, "total_tokens": {{{read + 60}}}}}
            """,
            context.RequestAborted);
        if (!fails)
        {
            Answered.AddOrUpdate(prompt, 1, (_, count) => count + 1);
        }
    }
}
