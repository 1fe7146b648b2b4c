using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

/// <summary>Anthropic's messages, on the wire.</summary>
public sealed class AnthropicTests
{
    const string Key = "sk-ant-canary-0123456789abcdef";

    [Fact]
    public async Task An_answer_carries_text_calls_tokens_cost_and_finish_reason()
    {
        await using StubModelServer server = new(new StubAnswer("""
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","stop_reason":"tool_use","stop_sequence":null,
             "content":[{"type":"thinking","thinking":"Hm.","signature":"s"},{"type":"text","text":"Zürich 😀"},{"type":"tool_use","id":"t1","name":"find","input":{"amount":12.50}}],
             "usage":{"input_tokens":600,"cache_creation_input_tokens":100,"cache_read_input_tokens":300,"output_tokens":200}}
            """));
        using KeyVariable variable = new(Key);

        ModelOutput output = await Models.Of(Settings(server) with { ApiKeyEnv = variable.Name, InputUsdPer1M = 3, OutputUsdPer1M = 15 }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal("Zürich 😀", output.Text);
        ToolCall call = Assert.Single(output.ToolCalls);
        Assert.Equal(("find", "t1", "12.50"), (call.Name, call.Id, call.Arguments.GetProperty("amount").GetRawText()));
        Assert.Equal(new TokenUsage(1000, 200) { CachedPrompt = 300 }, output.Tokens);
        Assert.Equal(0.006m, output.CostUsd);
        Assert.Equal(("tool_calls", "claude-sonnet-4-5-20250929"), (output.FinishReason, output.Model));
        Assert.Equal("""{"finish_reason":"tool_use","reasoning":"Hm."}""", output.Metadata!.Value.GetRawText());
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/messages HTTP/1.1", request.Line);
        Assert.Equal((Key, "2023-06-01"), (request.Headers["x-api-key"], request.Headers["anthropic-version"]));
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Json.Same("""{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"p"}]}]}""", request.Body);
    }

    [Fact]
    public async Task A_chat_of_OpenAIs_shape_becomes_one_of_Anthropics()
    {
        await using StubModelServer server = new(Text("ok"));
        string chat = """
            [{"role":"system","content":"Be brief."},{"role":"developer","content":[{"type":"text","text":"And kind.","cache_control":{"type":"ephemeral"}}]},
             {"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://x.invalid/a.png"}}]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}},{"id":"c2","type":"function","function":{"name":"find","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"found"},{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"none"}]},
             {"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"}}]}]
            """;

        await Models.Of(Settings(server)).CompleteAsync(Requests.Of(chat), TestContext.Current.CancellationToken);

        JsonElement body = Assert.Single(server.Requests).Body;
        Json.Same("""[{"type":"text","text":"Be brief."},{"type":"text","text":"And kind.","cache_control":{"type":"ephemeral"}}]""", body.GetProperty("system"));
        Json.Same(
            """
            [{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://x.invalid/a.png"}}]},
             {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"find","input":{"q":1}},{"type":"tool_use","id":"c2","name":"find","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"found"},{"type":"tool_result","tool_use_id":"c2","content":"none"}]},
             {"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"}}]}]
            """,
            body.GetProperty("messages"));
    }

    [Fact]
    public async Task Tools_and_parameters_keep_their_meaning()
    {
        await using StubModelServer server = new(Text("ok"));
        ProviderSettings settings = Settings(server) with
        {
            Parameters = JsonElement.Parse("""
                {"temperature":0.5,"max_tokens":50,"stop":"END","reasoning_effort":"low","tool_choice":{"type":"function","function":{"name":"find"}},"beta":["b-1","b-2"],"top_k":3,"passthrough":{"metadata":{"user_id":"u"}}}
                """),
            Headers = new Dictionary<string, string> { ["X-Own"] = "own" },
        };

        await Models.Of(settings).CompleteAsync(
            Requests.WithTools("p", """[{"type":"function","function":{"name":"find","description":"d","parameters":{"type":"object"}}},{"name":"own","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}]"""),
            TestContext.Current.CancellationToken);

        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal(("b-1,b-2", "own"), (request.Headers["anthropic-beta"], request.Headers["X-Own"]));
        Json.Same(
            """
            {"model":"claude-sonnet-4-5","max_tokens":50,"messages":[{"role":"user","content":[{"type":"text","text":"p"}]}],"stop_sequences":["END"],"output_config":{"effort":"low"},
             "tools":[{"name":"find","description":"d","input_schema":{"type":"object"}},{"name":"own","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],
             "tool_choice":{"type":"tool","name":"find"},"temperature":0.5,"top_k":3,"metadata":{"user_id":"u"}}
            """,
            request.Body);
    }

    [Fact]
    public async Task A_schema_is_held_to_by_the_API_and_by_a_tool_where_a_model_is_older_than_that()
    {
        await using StubModelServer server = new(
            Text("""{"city": "Z\u00fcrich"}"""),
            new StubAnswer("""{"type":"message","role":"assistant","model":"m","stop_reason":"tool_use","content":[{"type":"tool_use","id":"t","name":"answer","input":{"city":"Zürich"}}],"usage":{"input_tokens":1,"output_tokens":1}}"""));
        ProviderRequest request = Requests.Of("p") with { ResponseFormat = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""") };

        ModelOutput newer = await Models.Of(Settings(server)).CompleteAsync(request, TestContext.Current.CancellationToken);
        ModelOutput older = await Models.Of(Settings(server) with { Model = "claude-3-5-haiku-20241022" }).CompleteAsync(request, TestContext.Current.CancellationToken);

        StubRequest[] requests = [.. server.Requests];
        Json.Same("""{"format":{"type":"json_schema","schema":{"type":"object","properties":{"city":{"type":"string"}}}}}""", requests[0].Body.GetProperty("output_config"));
        Json.Same("""{"type":"tool","name":"answer"}""", requests[1].Body.GetProperty("tool_choice"));
        Assert.All([newer, older], output =>
        {
            Assert.Equal("""{"city":"Zürich"}""", output.Text);
            Assert.Equal("Zürich", output.Json!.Value.GetProperty("city").GetString());
            Assert.Equal("stop", output.FinishReason);
            Assert.Empty(output.ToolCalls);
        });
    }

    [Fact]
    public async Task A_streamed_message_is_the_same_as_one_at_once()
    {
        await using StubModelServer server = new(Stream(
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":25,"output_tokens":1}}}""",
            """{"type":"ping"}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Zü"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"rich"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"find","input":{}}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"q\":"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"12.50}"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":15}}""",
            """{"type":"message_stop"}"""));

        ModelOutput output = await Models.Of(Settings(server) with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.True(Assert.Single(server.Requests).Body.GetProperty("stream").GetBoolean());
        Assert.Equal(("Zürich", "tool_calls", "claude-x"), (output.Text, output.FinishReason, output.Model));
        Assert.Equal("""{"q":12.50}""", Assert.Single(output.ToolCalls).Arguments.GetRawText());
        Assert.Equal(new TokenUsage(25, 15), output.Tokens);
    }

    [Fact]
    public async Task A_stream_that_fails_or_ends_early_is_an_error()
    {
        string start = """{"type":"message_start","message":{"model":"m","usage":{"input_tokens":1,"output_tokens":1}}}""";
        await using StubModelServer cut = new(Stream(start));
        await using StubModelServer failed = new(Stream(start, """{"type":"error","error":{"type":"api_error","message":"Internal"}}"""));

        PtmException early = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(cut) with { IsStreamed = true }, new HurriedTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(failed) with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.EndsWith("got no answer: The streamed answer ended before its last piece (after 4 attempts).", early.Message, StringComparison.Ordinal);
        Assert.Contains("answered 200, but with an error: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Internal\"}}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""", "with an error")]
    [InlineData("""{"type":"message","role":"assistant","content":[],"stop_reason":"end_turn"}""", "with nothing (finish reason end_turn)")]
    [InlineData("""{"type":"message","role":"assistant","content":[{"type":"text","text":""}],"stop_reason":"max_tokens"}""", "with nothing (finish reason max_tokens)")]
    [InlineData("""{"content":"text"}""", "no message")]
    [InlineData("""{"type":"message","content":[{"type":"te""", "no message")]
    public async Task An_answer_200_that_says_nothing_is_an_error(string body, string told)
    {
        await using StubModelServer server = new(new StubAnswer(body));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains($"answered 200, but {told}", error.Message, StringComparison.Ordinal);
    }

    static ProviderSettings Settings(StubModelServer server) => new() { Name = "claude", Type = "anthropic", Model = "claude-sonnet-4-5", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };

    static StubAnswer Text(string text) =>
        new($$$"""{"type":"message","role":"assistant","model":"m","stop_reason":"end_turn","content":[{"type":"text","text":{{{JsonSerializer.Serialize(text)}}}}],"usage":{"input_tokens":1,"output_tokens":1}}""");

    static StubAnswer Stream(params string[] events) =>
        new(string.Concat(events.Select(data => $"event: {JsonElement.Parse(data).GetProperty("type").GetString()}\ndata: {data}\n\n"))) { ContentType = "text/event-stream" };
}
