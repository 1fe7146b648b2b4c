using System.Net;
using System.Text.Json.Nodes;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Http;

public sealed class IdempotencyTests
{
    const string Manual = """{"prompt_text": "Say {{ text }}", "provider_profiles": ["scripted"], "tests": [{"vars": {"text": "a"}}]}""";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_is_sent_again_starts_no_second_run_also_twenty_at_once()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http((await server.IssueAsync()).Plain);
        string[] keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(http, "same")));
        Assert.Single(keys.Distinct());
        Assert.Equal(keys[0], await StartAsync(http, "same"));
        Assert.NotEqual(keys[0], await StartAsync(http, "another"));
        Assert.NotEqual(await StartAsync(http, null), await StartAsync(http, null));
        Assert.NotEqual(keys[0], await StartAsync(server.Http((await server.IssueAsync("bob")).Plain), "same"));
        using PtmClient client = new(server.Server.Url, (await server.IssueAsync("admin", TokenScope.Admin)).Plain);
        Assert.Equal(5, (await client.Runs.ListAsync(cancellationToken: Token)).Count);
    }

    [Fact]
    public async Task An_invocation_that_is_sent_again_is_the_same_run_and_amends_nothing_more()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http();
        await http.PostJsonAsync("/api/v1/prompts", """{"id": "p", "prompt_text": "Say {{ a }}", "provider_profiles": ["scripted"]}""");
        HashSet<string> keys = [];
        for (int i = 0; i < 3; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/prompts/p/invoke/eval") { Content = RunningServer.Json("""{"inputs": {"a": 1}, "amend": true}""") };
            request.Headers.Add("Idempotency-Key", "k");
            using HttpResponseMessage answer = await http.SendAsync(request, Token);
            keys.Add((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["run_key"]!);
        }

        Assert.Single(keys);
        Assert.Single(JsonNode.Parse(await http.ReadAsync("/api/v1/runs"))!["items"]!.AsArray());
        Assert.Single(server.Model.Asked);
    }

    [Fact]
    public async Task An_optimization_that_is_sent_again_is_the_same()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http();
        await http.PostJsonAsync("/api/v1/prompts", """{"id": "p", "prompt_text": "Say {{ a }}", "provider_profiles": ["scripted"], "tests": [{"vars": {"a": 1}, "assert": [{"type": "contains", "value": "1"}]}]}""");
        HashSet<string> ids = [];
        for (int i = 0; i < 3; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/prompts/p/optimizations") { Content = RunningServer.Json("""{"max_cycles": 1}""") };
            request.Headers.Add("Idempotency-Key", "k");
            using HttpResponseMessage answer = await http.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            ids.Add((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["id"]!);
        }

        Assert.Single(ids);
        Assert.Single(JsonNode.Parse(await http.ReadAsync("/api/v1/prompts/p/optimizations"))!["items"]!.AsArray());
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_422()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpRequestMessage request = Request(new('k', 201));
        Assert.Equal(422, (int)(await server.Http().SendAsync(request, Token)).StatusCode);
    }

    static async Task<string> StartAsync(HttpClient http, string? key)
    {
        using HttpRequestMessage request = Request(key);
        using HttpResponseMessage answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["run_key"]!;
    }

    static HttpRequestMessage Request(string? key)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/evaluations/manual") { Content = RunningServer.Json(Manual) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }
}
