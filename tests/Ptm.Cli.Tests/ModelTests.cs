using System.Text.Json;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Cli.Tests;

/// <summary>Models by name in <c>ptm.yaml</c>, through the program that the build gate runs too.</summary>
public sealed class ModelTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_profile_of_another_service_is_asked_recorded_priced_and_limited()
    {
        await using StubModelServer server = new(request => request.Path switch
        {
            "/v1/messages" => new StubAnswer("""{"type":"message","role":"assistant","model":"claude-x-20260101","stop_reason":"end_turn","content":[{"type":"text","text":"Hello Ada, Grüße!"}],"usage":{"input_tokens":1000,"output_tokens":100}}"""),
            "/api/chat" => new StubAnswer("""{"model":"llama3.2","message":{"role":"assistant","content":"{\"name\": \"Ad\\u00e4\"}"},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":3}"""),
            _ => new StubAnswer("{}", 404),
        });
        _workspace.Write("prices.json", """{"models":[{"provider":"anthropic","model":"claude-x","input":3,"output":15}]}""");
        _workspace.Write("ptm.yaml", $$"""
            prices: prices.json
            providers:
              claude:
                type: anthropic
                model: claude-x
                base_url: {{server.Root}}
                api_key_env: MODEL_KEY
                headers: { X-Team: tests }
                parameters: { max_tokens: 50 }
                requests_per_minute: 600
                tokens_per_minute: 1000000
                max_retries: 2
              local:
                type: ollama
                model: llama3.2
                base_url: {{server.Root}}
                parameters: { response_format: { type: json_schema, json_schema: { name: n, schema: { type: object } } } }
            """);
        _workspace.Write("prompts/p.yaml", """
            id: p
            prompt_text: "Greet {{ name }}."
            provider_profiles: [claude]
            tests:
              - vars: { name: Ada }
                assert:
                  - { type: contains, value: Grüße }
                  - { type: cost, threshold: 0.01 }
                  - { type: finish-reason, value: stop }
            """);
        _workspace.Write("prompts/q.yaml", """
            id: q
            prompt_text: "Greet {{ name }}."
            provider_profiles: [local]
            tests:
              - vars: { name: Ada }
                assert:
                  - { type: equals, value: '{"name":"Adä"}' }
                  - { type: javascript, value: "output.name === 'Adä'" }
              - vars: { name: Ada }
                assert: [{ type: cost, threshold: 1 }]
            """);

        PtmOutput output = await _workspace.RunAsync(new Dictionary<string, string> { ["MODEL_KEY"] = "sk-ant-0123456789" }, "eval", "-o", "run.json", "--cassettes", "auto");

        JsonElement run = JsonElement.Parse(_workspace.Read("run.json"));
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal(["passed", "passed", "error"], results.Select(result => result.GetProperty("outcome").GetString()));
        Assert.Equal(0.0045m, results[0].GetProperty("cost_usd").GetDecimal());
        Assert.Equal(3, output.ExitCode);
        Assert.Contains("PTM4007", output.Out, StringComparison.Ordinal);
        StubRequest request = server.Requests.First(request => request.Path == "/v1/messages");
        Assert.Equal(("sk-ant-0123456789", "tests", 50), (request.Headers["x-api-key"], request.Headers["X-Team"], request.Body.GetProperty("max_tokens").GetInt32()));
        int asked = server.Requests.Count;

        PtmOutput replayed = await _workspace.RunAsync(new Dictionary<string, string>(), "eval", "-o", "again.json", "--cassettes", "replay");

        Assert.Equal(3, replayed.ExitCode);
        Assert.Equal(asked, server.Requests.Count);
        Assert.Equal(["passed", "passed", "error"], JsonElement.Parse(_workspace.Read("again.json")).GetProperty("results").EnumerateArray().Select(result => result.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task What_a_profile_cannot_have_is_told_at_its_line()
    {
        _workspace.Write("ptm.yaml", """
            providers:
              a: { type: anthropc, model: m }
              b: { type: openai, model: m, requests_per_minute: 0 }
              c: { type: openai, model: m, headers: { "Bad Name": x } }
              d: { type: openai, model: m, stream: perhaps }
            """);

        PtmOutput output = await _workspace.RunAsync("validate");

        Assert.Contains("There is no provider type 'anthropc'. Did you mean 'anthropic'?", output.Out + output.Error, StringComparison.Ordinal);
        Assert.Contains("ptm.yaml(3,", output.Out + output.Error, StringComparison.Ordinal);
        Assert.Contains("'Bad Name' is no header", output.Out + output.Error, StringComparison.Ordinal);
        Assert.Contains("ptm.yaml(5,", output.Out + output.Error, StringComparison.Ordinal);
    }
}
