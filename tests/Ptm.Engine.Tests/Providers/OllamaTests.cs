using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

/// <summary>Ollama, on the wire.</summary>
public sealed class OllamaTests
{
    [Fact]
    public async Task A_chat_carries_text_calls_tokens_probabilities_and_thoughts_apart()
    {
        await using StubModelServer server = new(new StubAnswer("""
            {"model":"llama3.2","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Zürich","thinking":"Hm.","tool_calls":[{"function":{"name":"find","arguments":{"amount":12.50}}}]},
             "logprobs":[{"token":"Zürich","logprob":-0.1,"top_logprobs":[{"token":"Zürich","logprob":-0.1},{"token":"Bern","logprob":-3}]}],"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":2}
            """));
        string chat = """
            [{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
             {"role":"assistant","content":"Let me see.","tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"found"}]
            """;
        ProviderSettings settings = Settings(server, "ollama") with { Parameters = JsonElement.Parse("""{"temperature":0,"max_tokens":50,"seed":7,"stop":["END"],"reasoning_effort":"low","keep_alive":"5m"}""") };

        ModelOutput output = await Models.Of(settings).CompleteAsync(Requests.Of(chat) with { TopLogProbs = 2 }, TestContext.Current.CancellationToken);
        ModelOutput shown = await new ReasoningProvider(Models.Of(settings)).CompleteAsync(Requests.Of(chat), TestContext.Current.CancellationToken);

        Assert.Equal(("Zürich", "tool_calls", "llama3.2", new TokenUsage(10, 2)), (output.Text, output.FinishReason, output.Model, output.Tokens));
        Assert.Equal("Thinking: Hm.\n\nZürich", shown.Text);
        Assert.Equal("12.50", Assert.Single(output.ToolCalls).Arguments.GetProperty("amount").GetRawText());
        Assert.Equal(["Zürich", "Bern"], Assert.Single(output.TokenLogProbs).Alternatives.Select(token => token.Token));
        Assert.Null(output.CostUsd);
        StubRequest request = server.Requests.First();
        Assert.Equal("/api/chat", request.Path);
        Json.Same(
            """
            {"model":"llama3.2","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What?","images":["AAAA"]},
              {"role":"assistant","content":"Let me see.","tool_calls":[{"function":{"name":"find","arguments":{"q":1}}}]},{"role":"tool","tool_name":"find","content":"found"}],
             "stream":false,"keep_alive":"5m","think":"low","logprobs":true,"top_logprobs":2,"options":{"num_predict":50,"temperature":0,"seed":7,"stop":["END"]}}
            """,
            request.Body);
    }

    [Fact]
    public async Task Streamed_lines_are_the_same_as_an_answer_at_once_and_an_early_end_is_an_error()
    {
        string half = """{"model":"m","message":{"role":"assistant","content":"Zür"},"done":false}""" + "\n";
        string rest = """{"model":"m","message":{"role":"assistant","content":"ich","tool_calls":[{"function":{"name":"find","arguments":{}}}]},"done":false}""" + "\n" + """{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":2}""" + "\n";
        await using StubModelServer whole = new(new StubAnswer(half + rest) { ContentType = "application/x-ndjson" });
        await using StubModelServer cut = new(new StubAnswer(half) { ContentType = "application/x-ndjson" });
        await using StubModelServer failed = new(new StubAnswer(half + """{"error":"out of memory"}""") { ContentType = "application/x-ndjson" });

        ModelOutput output = await Models.Of(Settings(whole, "ollama") with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);
        PtmException early = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(cut, "ollama") with { IsStreamed = true }, new HurriedTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(failed, "ollama") with { IsStreamed = true }).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(("Zürich", "tool_calls", new TokenUsage(1, 2)), (output.Text, output.FinishReason, output.Tokens));
        Assert.Contains("ended before its last piece", early.Message, StringComparison.Ordinal);
        Assert.Contains("with an error: {\"error\":\"out of memory\"}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""", "with nothing (finish reason load)")]
    [InlineData("""{"model":"m","message":{"role":"assistant","content":"ha"},"done":false}""", "no chat")]
    [InlineData("""{"error":"model not found"}""", "with an error")]
    public async Task An_answer_200_that_is_no_end_of_a_chat_is_an_error(string body, string told)
    {
        await using StubModelServer server = new(new StubAnswer(body));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server, "ollama")).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains($"answered 200, but {told}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_by_its_address_is_an_error_that_says_how_to_write_it()
    {
        await using StubModelServer server = new(new StubAnswer("{}"));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server, "ollama"))
            .CompleteAsync(Requests.Of("""[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.invalid/a.png"}}]}]"""), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.NotSupportedYet, error.Diagnostics[0].Code);
        Assert.Empty(server.Requests);
    }

    static ProviderSettings Settings(StubModelServer server, string type) => new() { Name = "o", Type = type, Model = "llama3.2", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };
}
