using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What OpenAI's APIs have beside a plain answer: pieces, probabilities, structured output, the responses API, Azure's addresses.</summary>
public sealed class OpenAiApisTests
{
    const string Answer = """{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\"city\": \"Z\\u00fcrich\"}"}}],"usage":{"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":400},"completion_tokens_details":{"reasoning_tokens":50}}}""";

    [Fact]
    public async Task A_streamed_completion_is_the_same_as_one_at_once()
    {
        await using StubModelServer server = new(Events(
            """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"content":"Zür"},"logprobs":{"content":[{"token":"Zür","logprob":-0.1,"top_logprobs":[]}]},"finish_reason":null}]}""",
            """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"content":"ich","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"find","arguments":"{\"amount\":"}}]},"finish_reason":null}]}""",
            """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":" 12.50}"}},{"index":1,"id":"t2","function":{"name":"close","arguments":"{}"}}]},"finish_reason":null}]}""",
            """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            """{"id":"c","model":"gpt-x","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14}}""",
            "[DONE]"));

        ModelOutput output = await Models.Of(Settings(server) with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal(("Zürich", "tool_calls", "gpt-x", new TokenUsage(10, 4)), (output.Text, output.FinishReason, output.Model, output.Tokens));
        Assert.Equal(["find t1 12.50", "close t2 "], output.ToolCalls.Select(call => $"{call.Name} {call.Id} {(call.Arguments.TryGetProperty("amount", out JsonElement amount) ? amount.GetRawText() : "")}"));
        Assert.Equal([-0.1], output.LogProbs);
        Json.Same("""{"model":"m","messages":[{"role":"user","content":"p"}],"stream":true,"stream_options":{"include_usage":true}}""", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task A_stream_without_its_last_piece_is_tried_again_and_then_an_error()
    {
        StubAnswer cut = Events("""{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Zür"},"finish_reason":null}]}""");
        await using StubModelServer once = new(cut, Events("""{"choices":[{"index":0,"delta":{"content":"whole"},"finish_reason":"stop"}]}""", "[DONE]"));
        await using StubModelServer always = new(cut);

        Assert.Equal("whole", (await Models.Of(Settings(once) with { IsStreamed = true }, new HurriedTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken)).Text);
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(always) with { IsStreamed = true }, new HurriedTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.ProviderFailed, error.Diagnostics[0].Code);
        Assert.EndsWith("The streamed answer ended before its last piece (after 4 attempts).", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "{}", "")]
    [InlineData(true, "{}", "[DONE]")]
    [InlineData(true, """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4}}""", "")]
    [InlineData(false, "{}", "", "[DONE]")]
    public async Task A_stream_is_whole_with_its_end_or_its_tokens_and_cut_without_both(bool isWhole, string behind, string end, string before = "")
    {
        string[] pieces = [before, """{"choices":[{"index":0,"delta":{"content":"Zür"},"finish_reason":null}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", behind, end];
        await using StubModelServer server = new(Events([.. pieces.Where(piece => piece.Length > 0)]));
        Task<ModelOutput> answer = Models.Of(Settings(server) with { IsStreamed = true, MaxRetries = 0 }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        if (isWhole)
        {
            Assert.Equal("Zür", (await answer).Text);
        }
        else
        {
            Assert.Contains("ended before its last piece", (await Assert.ThrowsAsync<PtmException>(() => answer)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"completion_tokens_details":{"reasoning_tokens":15}}""", 100, 20)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":420,"completion_tokens_details":{"reasoning_tokens":300}}""", 100, 320)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":130}""", 100, 20)]
    [InlineData("""{"prompt_tokens":100,"total_tokens":120}""", 100, 20)]
    [InlineData("""{"prompt_tokens":100}""", null, null)]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":-1}""", null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":-1}""", null, null)]
    [InlineData("""{"prompt_tokens":100,"total_tokens":1}""", null, null)]
    [InlineData("""{"prompt_tokens":9000000000000000000,"completion_tokens":9000000000000000000}""", null, null)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":1000}}""", null, null)]
    public async Task Tokens_that_cannot_be_are_unknown_and_those_of_reasoning_count(string usage, int? prompt, int? completion)
    {
        await using StubModelServer server = new(new StubAnswer($$$"""{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"a"}}],"usage":{{{usage}}}}"""));

        ModelOutput output = await Models.Of(Settings(server) with { InputUsdPer1M = 1, OutputUsdPer1M = 2 }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal((prompt, completion), ((int?)output.Tokens?.Prompt, (int?)output.Tokens?.Completion));
        Assert.Equal((prompt + (2 * completion)) / 1_000_000m, output.CostUsd);
    }

    [Theory]
    [InlineData("""{"error":{"message":"upstream","code":400}}""", "with an error: {\"error\":{\"message\":\"upstream\",\"code\":400}}")]
    [InlineData("{half", "sent a piece of an answer that is no JSON: {half")]
    public async Task A_stream_that_fails_midway_is_an_error_with_the_piece_that_says_so(string piece, string told)
    {
        await using StubModelServer server = new(Events("""{"choices":[{"index":0,"delta":{"content":"Zür"}}]}""", piece));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server) with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("answered 200, but " + told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":null}""", "stop", "with nothing (finish reason stop)")]
    [InlineData("""{"role":"assistant","content":""}""", "length", "with nothing (finish reason length)")]
    [InlineData("""{"role":"assistant","content":""}""", "content_filter", "with nothing (finish reason content_filter)")]
    public async Task An_answer_that_says_nothing_is_an_error_and_no_empty_text(string message, string reason, string told)
    {
        await using StubModelServer server = new(StubAnswer.Message(message, reason));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("answered 200, but " + told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_text_of_a_model_that_ended_cleanly_is_its_answer()
    {
        await using StubModelServer server = new(StubAnswer.Text(""));

        Assert.Equal("", (await Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task An_answer_beyond_16_MB_is_an_error()
    {
        await using StubModelServer server = new(StubAnswer.Text(new string('x', 16 * 1024 * 1024)));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("answered with more than 16 MB", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_that_the_key_stays_here()
    {
        await using StubModelServer other = new(StubAnswer.Text("stolen"));
        await using StubModelServer server = new(new StubAnswer("", 307) { Headers = $"Location: {other.BaseUrl}/chat/completions\r\n" });

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server)).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("answered 307", error.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}}""", true)]
    [InlineData("""{"response_format":{"type":"json_object"}}""", false)]
    [InlineData("{}", false)]
    public async Task Structured_output_is_an_object_and_its_text_is_compact_with_its_letters_unescaped(string parameters, bool isObject)
    {
        await using StubModelServer server = new(new StubAnswer(Answer));

        ModelOutput output = await Models.Of(Settings(server) with { Parameters = JsonElement.Parse(parameters) }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal(isObject ? """{"city":"Zürich"}""" : """{"city": "Z\u00fcrich"}""", output.Text);
        Assert.Equal(isObject ? "Zürich" : null, output.Json?.GetProperty("city").GetString());
        Assert.Equal(new TokenUsage(1000, 200) { CachedPrompt = 400, Reasoning = 50 }, output.Tokens);
    }

    [Theory]
    [InlineData("openai", "m", """{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"b":{}},"required":["b"],"additionalProperties":false}}},"required":["a"],"additionalProperties":false}""", """{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{0}}}""", true)]
    [InlineData("openai", "m", """{"type":"object","properties":{"a":{}}}""", """{"type":"json_schema","json_schema":{"name":"answer","strict":false,"schema":{0}}}""", true)]
    [InlineData("openai", "o4-mini", """{"type":"object"}""", """{"type":"json_schema","json_schema":{"name":"answer","strict":false,"schema":{0}}}""", false)]
    [InlineData("deepseek", "m", """{"type":"object"}""", """{"type":"json_object"}""", true)]
    [InlineData("groq", "m", """{"type":"object"}""", """{"type":"json_object"}""", false)]
    public async Task A_caller_that_wants_a_shape_and_probabilities_gets_what_the_service_has(string type, string model, string schema, string format, bool logprobs)
    {
        await using StubModelServer server = new(new StubAnswer(Answer));
        ProviderSettings settings = Settings(server) with { Type = type, Model = model, Parameters = JsonElement.Parse("""{"response_format":{"type":"json_object"},"max_tokens":5}""") };

        ModelOutput output = await Models.Of(settings).CompleteAsync(Requests.Of("p") with { ResponseFormat = JsonElement.Parse(schema), TopLogProbs = 3 }, TestContext.Current.CancellationToken);

        JsonElement body = Assert.Single(server.Requests).Body;
        Json.Same(format.Replace("{0}", schema, StringComparison.Ordinal), body.GetProperty("response_format"));
        Assert.Equal(logprobs, body.TryGetProperty("top_logprobs", out _));
        Assert.Equal(model == "o4-mini", body.TryGetProperty("max_completion_tokens", out _));
        Assert.Equal("Zürich", output.Json!.Value.GetProperty("city").GetString());
    }

    [Fact]
    public async Task The_responses_API_has_a_chats_messages_calls_and_images_as_items()
    {
        await using StubModelServer server = new(new StubAnswer("""
            {"id":"r1","object":"response","model":"m","status":"completed","output":[{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"Hm."}]},
              {"type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Zür","annotations":[],"logprobs":[{"token":"Zür","logprob":-0.1,"top_logprobs":[]}]},{"type":"output_text","text":"ich"}]},
              {"type":"function_call","id":"f","call_id":"c9","name":"find","arguments":"{\"amount\":12.50}","status":"completed"}],
             "usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":400},"output_tokens":200,"output_tokens_details":{"reasoning_tokens":50},"total_tokens":1200}}
            """));
        string chat = """
            [{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"found"}]
            """;
        ProviderSettings settings = Settings(server) with { Type = "openai:responses", Parameters = JsonElement.Parse("""{"max_tokens":50,"reasoning_effort":"low","verbosity":"low","store":false,"response_format":{"type":"json_object"}}""") };

        ModelOutput output = await Models.Of(settings).CompleteAsync(
            Requests.WithTools(chat, """[{"type":"function","function":{"name":"find","description":"d","parameters":{"type":"object"},"strict":true}},{"type":"web_search_preview"}]""") with { TopLogProbs = 1 },
            TestContext.Current.CancellationToken);

        Assert.Equal(("Zürich", "tool_calls", new TokenUsage(1000, 200) { CachedPrompt = 400, Reasoning = 50 }), (output.Text, output.FinishReason, output.Tokens));
        Assert.Equal(("c9", "12.50"), (output.ToolCalls[0].Id, output.ToolCalls[0].Arguments.GetProperty("amount").GetRawText()));
        Assert.Equal([-0.1], output.LogProbs);
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal("/v1/responses", request.Path);
        Json.Same(
            """
            {"model":"m","input":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"input_text","text":"What?"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"}]},
               {"type":"function_call","call_id":"c1","name":"find","arguments":"{\"q\":1}"},{"type":"function_call_output","call_id":"c1","output":"found"}],
             "max_output_tokens":50,"reasoning":{"effort":"low"},"text":{"verbosity":"low","format":{"type":"json_object"}},"store":false,
             "tools":[{"type":"function","name":"find","description":"d","parameters":{"type":"object"},"strict":true},{"type":"web_search_preview"}],"top_logprobs":1,"include":["message.output_text.logprobs"]}
            """,
            request.Body);
    }

    [Fact]
    public async Task A_streamed_response_is_read_from_its_last_event()
    {
        string response = """{"id":"r1","object":"response","model":"m","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Zür"}]}],"usage":{"input_tokens":1,"output_tokens":2}}""";
        await using StubModelServer server = new(Events("""{"type":"response.created","response":{"status":"in_progress"}}""", """{"type":"response.output_text.delta","delta":"Zür"}""", $$"""{"type":"response.incomplete","response":{{response}}}"""));

        ModelOutput output = await Models.Of(Settings(server) with { Type = "openai:responses", IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal(("Zür", "length", new TokenUsage(1, 2)), (output.Text, output.FinishReason, output.Tokens));
    }

    [Theory]
    [InlineData("azure", "", null, "/openai/deployments/m/chat/completions?api-version=2024-12-01-preview")]
    [InlineData("azure", "/gateway/", "2024-10-21", "/gateway/openai/deployments/m/chat/completions?api-version=2024-10-21")]
    [InlineData("azure", "/openai/v1", null, "/openai/v1/chat/completions")]
    [InlineData("azure:responses", "", null, "/openai/v1/responses?api-version=preview")]
    public async Task Azure_is_asked_below_its_deployment_with_its_own_header(string type, string below, string? version, string path)
    {
        using KeyVariable variable = new("azure-key-0123456789");
        await using StubModelServer server = new(request => request.Path.Contains("responses", StringComparison.Ordinal)
            ? new StubAnswer("""{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"ok"}]}]}""")
            : StubAnswer.Text("ok"));

        ModelOutput output = await Models.Of(Settings(server) with { Type = type, BaseUrl = server.Root + below, ApiVersion = version, ApiKeyEnv = variable.Name }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal("ok", output.Text);
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal((path, "azure-key-0123456789"), (request.Path, request.Headers["api-key"]));
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task OpenRouter_tells_the_cost_itself()
    {
        await using StubModelServer server = new(new StubAnswer("""{"model":"m","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"a","reasoning":"Hm."}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"cost":0.00014}}"""));

        ModelOutput output = await Models.Of(Settings(server) with { Type = "openrouter" }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal(0.00014m, output.CostUsd);
        Assert.Equal("Hm.", output.Metadata!.Value.GetProperty("reasoning").GetString());
    }

    [Fact]
    public async Task Secrets_of_the_address_and_of_ones_own_headers_are_repeated_nowhere()
    {
        await using StubModelServer server = new(new StubAnswer("""{"error":"you sent canary-user-0123 canary-query-0123 canary-header-0123456"}""", 400));
        ProviderSettings settings = Settings(server) with
        {
            BaseUrl = server.BaseUrl.Replace("http://", "http://canary-user-0123@", StringComparison.Ordinal) + "?key=canary-query-0123", Headers = new Dictionary<string, string> { ["X-Gateway-Key"] = "canary-header-0123456" },
        };

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(settings).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal(("/v1/chat/completions?key=canary-query-0123", "canary-header-0123456"), (request.Path, request.Headers["X-Gateway-Key"]));
        Assert.Contains("you sent *** *** ***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    static ProviderSettings Settings(StubModelServer server) => new() { Name = "m", Type = "openai", Model = "m", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };

    static StubAnswer Events(params string[] pieces) => new(string.Concat(pieces.Select(piece => $"data: {piece}\n\n"))) { ContentType = "text/event-stream; charset=utf-8" };
}
