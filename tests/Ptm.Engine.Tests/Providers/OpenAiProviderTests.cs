using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Tests.Providers;

public sealed class OpenAiProviderTests
{
    const string Key = "sk-canary-0123456789abcdef";

    [Fact]
    public async Task An_answer_carries_text_tokens_cost_model_and_finish_reason()
    {
        await using StubModelServer server = new(StubAnswer.Text("Zürich 東京 😀 \"<b>\""));
        ModelProvider provider = Provider(server, input: 0.40m, output: 1.60m);

        ModelOutput output = await provider.CompleteAsync(Requests.Of("Größe? 😀"), TestContext.Current.CancellationToken);

        Assert.Equal("Zürich 東京 😀 \"<b>\"", output.Text);
        Assert.Equal(new TokenUsage(1000, 200), output.Tokens);
        Assert.Equal(0.00072m, output.CostUsd);
        Assert.Equal("gpt-4.1-mini-2025-04-14", output.Model);
        Assert.Equal("stop", output.FinishReason);
        Assert.True(output.Latency > TimeSpan.Zero);
        Assert.False(output.Recorded);
        StubRequest request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/chat/completions HTTP/1.1", request.Line);
        Assert.Equal("gpt-4.1-mini", request.Body.GetProperty("model").GetString());
        Assert.Equal("Größe? 😀", request.Body.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0.4, null)]
    [InlineData(null, 1.6)]
    public async Task Without_both_prices_the_cost_is_unknown_and_not_zero(double? input, double? output)
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));

        ModelOutput answer = await Provider(server, (decimal?)input, (decimal?)output).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Null(answer.CostUsd);
    }

    [Fact]
    public async Task Parameters_and_tools_reach_the_model_as_they_were_written()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        ModelProvider provider = Models.Of(
            Settings(server) with
            {
                Parameters = JsonElement.Parse("""
                    {"temperature":0,"max_tokens":5,"top_p":0.5,"seed":7,"stop":["END"],"response_format":{"type":"json_object"},"reasoning_effort":"low","tool_choice":"auto","user":null}
                    """),
            });
        string tools = """[{"type":"function","function":{"name":"find","parameters":{"type":"object","properties":{"q":{"type":"string"}}}}}]""";

        await provider.CompleteAsync(Requests.WithTools("p", tools), TestContext.Current.CancellationToken);

        JsonElement body = Assert.Single(server.Requests).Body;
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse($$$"""
                {"model":"gpt-4.1-mini","messages":[{"role":"user","content":"p"}],"temperature":0,"max_tokens":5,"top_p":0.5,"seed":7,"stop":["END"],
                 "response_format":{"type":"json_object"},"reasoning_effort":"low","tool_choice":"auto","tools":{{{tools}}}}
                """),
            body),
            body.GetRawText());
    }

    [Fact]
    public async Task A_text_prompt_that_is_a_list_of_messages_is_sent_as_chat()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        string chat = """[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hi"}]}]""";

        await Provider(server).CompleteAsync(Requests.Of("\n " + chat), TestContext.Current.CancellationToken);

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(chat), Assert.Single(server.Requests).Body.GetProperty("messages")));
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("[draft] Write a mail.")]
    [InlineData("[]")]
    [InlineData("""[{"role":"user"}]""")]
    public async Task A_text_prompt_that_merely_begins_like_a_list_is_a_text(string text)
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));

        await Provider(server).CompleteAsync(Requests.Of(text), TestContext.Current.CancellationToken);

        Assert.Equal(text, Assert.Single(server.Requests).Body.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Tool_calls_arrive_with_the_arguments_that_the_model_wrote()
    {
        await using StubModelServer server = new(StubAnswer.Message(
            """
            {"role":"assistant","content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"refund","arguments":"{\"amount\": 12.50, \"note\": \"für\"}"}},
              {"id":"b","type":"function","function":{"name":"close","arguments":"{broken"}}]}
            """,
            "tool_calls"));

        ModelOutput output = await Provider(server).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal("", output.Text);
        Assert.Equal("tool_calls", output.FinishReason);
        Assert.Equal(["refund", "close"], output.ToolCalls.Select(call => call.Name));
        Assert.Equal("12.50", output.ToolCalls[0].Arguments.GetProperty("amount").GetRawText());
        Assert.Equal("{broken", output.ToolCalls[1].Arguments.GetString());
        Assert.Equal("a", output.ToolCalls[0].Id);
    }

    [Fact]
    public async Task A_refusal_is_the_text_of_the_answer()
    {
        await using StubModelServer server = new(StubAnswer.Message("""{"role":"assistant","content":null,"refusal":"I cannot help with that."}""", "stop"));

        ModelOutput output = await Provider(server).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal("I cannot help with that.", output.Text);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task An_error_that_will_not_pass_is_asked_once_and_told_without_the_key(int status)
    {
        using KeyVariable variable = new(Key);
        await using StubModelServer server = new(new StubAnswer($$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}. {{{new string('x', 500)}}}"}}""", status));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() =>
            Models.Of(Settings(server) with { ApiKeyEnv = variable.Name, BaseUrl = server.BaseUrl.Replace("http://", "http://me:pass@", StringComparison.Ordinal) + "?api-key=hidden" }, TimeProvider.System)
                .CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal("Bearer " + Key, Assert.Single(server.Requests).Headers["Authorization"]);
        Assert.Equal(DiagnosticCodes.ProviderFailed, error.Diagnostics[0].Code);
        Assert.Contains($"POST {server.BaseUrl}/chat/completions answered {status}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Incorrect API key provided: ***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 200), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pass", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_keeps_failing_is_tried_four_times(bool cut)
    {
        StubAnswer answer = cut ? StubAnswer.Text("half of this") with { IsCut = true } : new StubAnswer("overloaded", 500);
        await using StubModelServer server = new(answer);

        PtmException error = await Assert.ThrowsAsync<PtmException>(() =>
            Provider(server, time: new HurriedTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.ProviderFailed, error.Diagnostics[0].Code);
        Assert.Contains(cut ? "got no answer: " : "answered 500 Scripted: overloaded", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_that_names_its_address()
    {
        string address;
        await using (StubModelServer server = new(StubAnswer.Text("")))
        {
            address = server.BaseUrl;
        }

        PtmException error = await Assert.ThrowsAsync<PtmException>(() =>
            Models.Of(new ProviderSettings { Name = "m", Type = "openai", Model = "x", BaseUrl = address }, new HurriedTime())
                .CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains($"POST {address}/chat/completions got no answer: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", "text/html")]
    [InlineData("""{"id":"c1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"half""", "application/json")]
    [InlineData("""{"choices":[]}""", "application/json")]
    [InlineData("", "application/json")]
    public async Task An_answer_200_that_is_no_completion_is_an_error_that_shows_it(string body, string type)
    {
        await using StubModelServer server = new(new StubAnswer(body) { ContentType = type });

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Provider(server).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("answered 200, but no chat completion", error.Message, StringComparison.Ordinal);
        Assert.Contains(body.Length == 0 ? "with an empty body" : body, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_repeats_the_key_is_an_error_without_it()
    {
        using KeyVariable variable = new(Key);
        await using StubModelServer server = new(StubAnswer.Text("You sent " + Key));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() =>
            Models.Of(Settings(server) with { ApiKeyEnv = variable.Name }, TimeProvider.System).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_an_error_that_names_its_variable()
    {
        ModelProvider provider = Models.Of(new ProviderSettings { Name = "m", Type = "openai", Model = "x", BaseUrl = "https://models.invalid/v1", ApiKeyEnv = "PTM_TEST_UNSET_KEY" }, TimeProvider.System);

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("set PTM_TEST_UNSET_KEY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_no_header_can_carry_is_an_error_without_the_key()
    {
        using KeyVariable variable = new("sk-canary\nX-Injected: 1");
        await using StubModelServer server = new(StubAnswer.Text("ok"));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() =>
            Models.Of(Settings(server) with { ApiKeyEnv = variable.Name }, TimeProvider.System).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains(variable.Name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_slow_answer_ends_at_the_time_limit()
    {
        await using StubModelServer server = new(StubAnswer.Text("late") with { Hangs = true });
        FakeTimeProvider time = new();
        ProviderSettings settings = Settings(server) with { TimeoutSeconds = 7.5 };
        LimitedProvider provider = Models.Limited(settings, time);

        Task<ModelOutput> answer = provider.CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);
        await server.Asked;
        time.Advance(TimeSpan.FromSeconds(7.5));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => answer);
        Assert.Equal(DiagnosticCodes.ProviderTimeout, error.Diagnostics[0].Code);
        Assert.Contains("Provider 'mini' did not answer within 7.5 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_error()
    {
        await using StubModelServer server = new(StubAnswer.Text("late") with { Hangs = true });
        using CancellationTokenSource cancel = new();

        Task<ModelOutput> answer = Provider(server).CompleteAsync(Requests.Of("p"), cancel.Token);
        await server.Asked;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Theory]
    [InlineData("""["temperature"]""", "as a map")]
    [InlineData("""{"stream":true}""", "'stream' cannot be a parameter")]
    [InlineData("""{"n":2}""", "'n' must be 1")]
    [InlineData("""{"a']":2}""", "is no name of a parameter")]
    [InlineData("""{"api_key":"sk-1"}""", "the parameter 'api_key' looks like a key")]
    [InlineData("""{"azureClientSecret":"s"}""", "the parameter 'azureClientSecret' looks like a key")]
    [InlineData("""{"passthrough":{"auth":"s"}}""", "the parameter 'passthrough.auth' looks like a key")]
    [InlineData("""{"tools":[{"type":"mcp","headers":{"Authorization":"Bearer s"}}]}""", "the parameter 'tools.headers.Authorization' looks like a key")]
    public void Parameters_that_cannot_be_sent_are_an_error_at_the_profile(string parameters, string told)
    {
        PtmException error = Assert.Throws<PtmException>(() => Models.Of(
            new ProviderSettings { Name = "m", Type = "openai", Model = "x", Parameters = JsonElement.Parse(parameters), Location = new("/lib/ptm.yaml", 4, 3) },
            TimeProvider.System));

        Assert.Equal(DiagnosticCodes.InvalidValue, error.Diagnostics[0].Code);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("/lib/ptm.yaml(4,3): ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"max_tokens":5,"prompt_cache_key":"k","stop":"token","metadata":{"key":"mine"},"logit_bias":{"50256":-100}}""")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"login","parameters":{"type":"object","properties":{"password":{"type":"string"},"token":{"type":"string"}}}}}]}""")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"secret":{"type":"string"}}}}}}""")]
    public void What_merely_sounds_like_a_key_is_a_parameter(string parameters) =>
        Assert.NotEmpty(Models.Of(new ProviderSettings { Name = "m", Type = "openai", Model = "x", Parameters = JsonElement.Parse(parameters) }).Parameters);

    static ModelProvider Provider(StubModelServer server, decimal? input = null, decimal? output = null, TimeProvider? time = null) =>
        Models.Of(Settings(server) with { InputUsdPer1M = input, OutputUsdPer1M = output }, time ?? TimeProvider.System);

    static ProviderSettings Settings(StubModelServer server) =>
        new() { Name = "mini", Type = "openai", Model = "gpt-4.1-mini", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };
}
