using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Http;

public sealed class BodyTests
{
    const string Manual = """{"prompt_text": "Say {{ text }}", "provider_profiles": ["scripted"], "tests": [{"vars": {"text": "a"}}]}""";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_megabytes_arrive_as_they_are()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string text = string.Concat(Enumerable.Repeat("é🐙\n\"\\0123456789", 600_000));
        HttpClient http = server.Http();
        JsonObject prompt = new() { ["id"] = "large", ["prompt_text"] = text, ["provider_profiles"] = new JsonArray("scripted") };
        using HttpResponseMessage created = await http.PostJsonAsync("/api/v1/prompts", prompt.ToJsonString());
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(text, (string?)JsonNode.Parse(await http.ReadAsync("/api/v1/prompts/large"))!["prompt_text"]);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_413_whether_it_says_its_length_or_not()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.MaxBodyBytes = 100_000);
        foreach (bool isChunked in new[] { false, true })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/prompts") { Content = RunningServer.Json($$"""{"id": "a", "prompt_text": "{{new string('x', 200_000)}}"}""") };
            request.Headers.TransferEncodingChunked = isChunked;
            using HttpResponseMessage answer = await server.Http().SendAsync(request, Token);
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }

    [Theory]
    [InlineData("{", "line 1, byte 2", 400)]
    [InlineData("""{"prompt_text": "a",}""", "line 1, byte 21", 400)]
    [InlineData("""{"prompt_text": 1}""", "$.prompt_text", 422)]
    [InlineData("""{"tests": [{"vars": 1}]}""", "$.tests[0]", 422)]
    [InlineData("null", "null", 422)]
    [InlineData("[]", "$", 422)]
    [InlineData("", "", 400)]
    [InlineData("""{"prompt_text": "\ud800", "tests": [{"vars": {"\udc00": 1}}], "provider_profiles": ["scripted"]}""", "", 422)]
    public async Task A_body_that_cannot_be_read_says_where(string body, string place, int status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.Http().PostJsonAsync("/api/v1/evaluations/manual", body);
        string problem = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(status == (int)answer.StatusCode, $"{answer.StatusCode}: {problem}");
        Assert.Contains(place, (string?)JsonNode.Parse(problem)!["detail"], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("prompt_text", """{"prompt_text": "x", "prompt_text": "y", "provider_profiles": ["scripted"], "tests": [{}]}""")]
    [InlineData("assert", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{"assert": [{"type": "contains", "value": "zzz"}], "assert": []}]}""")]
    [InlineData("threshold", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{"threshold": -5, "assert": [{"type": "contains", "value": "zzz"}]}]}""")]
    [InlineData("weight", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{"assert": [{"type": "contains", "value": "x", "weight": 1e308}]}]}""")]
    [InlineData("weight", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{}], "additional_kpis": [{"name": "k", "expression": "1", "weight": 1e308}]}""")]
    [InlineData("asserts", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{"asserts": []}]}""")]
    [InlineData("provider_profiles", """{"prompt_text": "x", "provider_profiles": [null], "tests": [{}]}""")]
    [InlineData("additional_metrics", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{}], "additional_metrics": [null]}""")]
    [InlineData("messages", """{"messages": [null], "provider_profiles": ["scripted"], "tests": [{}]}""")]
    [InlineData("tags", """{"prompt_text": "x", "provider_profiles": ["scripted"], "tests": [{"tags": [null]}]}""")]
    public async Task What_would_lose_a_check_or_stands_for_nothing_is_refused(string named, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.Http().PostJsonAsync("/api/v1/evaluations/manual", body);
        string problem = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {problem}");
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/evaluations", """{"promptids": ["a"]}""", "promptids")]
    [InlineData("/api/v1/evaluations", """{"prompt_ids": [null]}""", "prompt_ids")]
    [InlineData("/api/v1/prompts/a/invoke/eval", """{"inputs": {}, "judge_profle": "x"}""", "judge_profle")]
    [InlineData("/api/v1/prompts/a/inline-runs", """{"provider_label": "x", "duration_ms": 1, "input_keys": [], "success": true, "inputs": {"a": "secret"}}""", "inputs")]
    public async Task A_field_that_nobody_knows_is_refused_by_its_name(string path, string body, string named)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.Http().PostJsonAsync(path, body);
        string problem = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {problem}");
        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_filter_is_refused_with_those_that_there_are()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.Http().GetAsync(new Uri("/api/v1/runs?limt=2", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Known: limit, terminal_only, mine_only.", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_character_in_a_variable_is_refused_or_evaluated_and_never_keeps_a_run_from_ending()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http();
        using HttpResponseMessage answer = await http.PostJsonAsync("/api/v1/evaluations/manual", Manual.Replace("\"a\"}", "\"\\ud800\"}", StringComparison.Ordinal));
        if (answer.StatusCode == HttpStatusCode.Accepted)
        {
            string key = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["run_key"]!;
            using PtmClient client = new(server.Server.Url, "none");
            Assert.True((await client.Runs.WaitAsync(key, TimeSpan.FromSeconds(60), cancellationToken: Token)).IsTerminal);
        }
        else
        {
            Assert.Equal(422, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_body_nested_a_hundred_deep_is_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string deep = new string('[', 100) + new string(']', 100);
        foreach (string body in new[] { deep, $$"""{"prompt_text": {{deep}}}""", Manual.Replace("\"a\"}", deep + "}", StringComparison.Ordinal) })
        {
            using HttpResponseMessage answer = await server.Http().PostJsonAsync("/api/v1/evaluations/manual", body);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task A_body_of_another_type_is_415(string type)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using StringContent content = new(Manual, Encoding.UTF8, type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await server.Http().PostAsync(HttpClientExtensions.Path("/api/v1/evaluations/manual"), content, Token)).StatusCode);
        using ByteArrayContent bare = new(Encoding.UTF8.GetBytes(Manual));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await server.Http().PostAsync(HttpClientExtensions.Path("/api/v1/evaluations/manual"), bare, Token)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/evaluations/manual", """{"asserts": []}""", "asserts")]
    [InlineData("/api/v1/evaluations/manual", """{"tests": [{"vars": {"text": "a"}, "asert": []}]}""", "$.tests[0].asert")]
    [InlineData("/api/v1/evaluations/manual", """{"tests": [{"assert": [{"type": "contains", "value": "a", "treshold": 1}]}]}""", "treshold")]
    [InlineData("/api/v1/prompts", """{"id": "a", "asserts": []}""", "asserts")]
    public async Task A_field_that_nobody_knows_would_hide_a_check_and_is_422(string path, string change, string field)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonObject body = JsonNode.Parse(Manual)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        using HttpResponseMessage answer = await server.Http().PostJsonAsync(path, body.ToJsonString());
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains(field, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provider_label")]
    [InlineData("duration_ms")]
    [InlineData("input_keys")]
    [InlineData("success")]
    public async Task What_an_application_tells_of_its_run_is_all_needed_and_what_is_missing_is_named(string field)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http();
        await http.PostJsonAsync("/api/v1/prompts", """{"id": "p", "prompt_text": "Say", "provider_profiles": ["scripted"]}""");
        JsonObject told = JsonNode.Parse("""{"provider_label": "mine", "duration_ms": 3, "input_keys": ["a"], "success": true}""")!.AsObject();
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostJsonAsync("/api/v1/prompts/p/inline-runs", told.ToJsonString())).StatusCode);
        told.Remove(field);
        using HttpResponseMessage answer = await http.PostJsonAsync("/api/v1/prompts/p/inline-runs", told.ToJsonString());
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains(field, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_that_are_switched_off_are_all_null()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.InlineUsageMetricsEnabled = false);
        using PtmClient client = new(server.Server.Url, "none");
        await client.Prompts.CreateAsync(new() { Id = "p", Text = "Say" }, Token);
        await client.Prompts.GetContentsAsync("p", cancellationToken: Token);
        Assert.Equal(new UsageMetrics(), await client.Prompts.GetUsageAsync("p", Token));
        JsonObject shape = JsonNode.Parse(await server.Http().ReadAsync("/api/v1/prompts/p/usage"))!.AsObject();
        Assert.Equal(["lifetime", "last_30d", "last_7d", "last_request_at"], shape.Select(member => member.Key));
        Assert.All(shape, member => Assert.Null(member.Value));
    }
}
