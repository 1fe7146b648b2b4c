using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What is sent of one profile's parameters to APIs that do not know all of them, and what is kept of their answers.</summary>
public sealed class LeftOutTests : IDisposable
{
    const string Parameters = """{"max_tokens":5,"seed":7,"stop":["END"],"logprobs":true,"top_logprobs":2,"temperature":0}""";

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("openai", "gpt-4.1-mini", Parameters, """{"model":"gpt-4.1-mini","max_tokens":5,"seed":7,"stop":["END"],"logprobs":true,"top_logprobs":2,"temperature":0}""", null)]
    [InlineData("openai", "gpt-5-mini", Parameters, """{"model":"gpt-5-mini","max_completion_tokens":5,"seed":7,"stop":["END"],"temperature":0}""", "logprobs, top_logprobs left out")]
    [InlineData("openai:responses", "gpt-4.1-mini", Parameters, """{"model":"gpt-4.1-mini","max_output_tokens":5,"temperature":0,"top_logprobs":2,"include":["message.output_text.logprobs"]}""", "seed, stop left out")]
    [InlineData("openai:responses", "gpt-4.1-mini", """{"logprobs":true,"include":["reasoning.encrypted_content"]}""", """{"model":"gpt-4.1-mini","top_logprobs":0,"include":["reasoning.encrypted_content","message.output_text.logprobs"]}""", null)]
    [InlineData("openai:responses", "gpt-4.1-mini", """{"logprobs":false}""", """{"model":"gpt-4.1-mini"}""", null)]
    [InlineData("openai:responses", "gpt-5-mini", """{"logprobs":true}""", """{"model":"gpt-5-mini"}""", "logprobs left out")]
    [InlineData("anthropic", "claude-sonnet-4-5", Parameters, """{"model":"claude-sonnet-4-5","max_tokens":5,"stop_sequences":["END"],"temperature":0}""", "seed, logprobs, top_logprobs left out")]
    [InlineData("bedrock", "m", Parameters, """{"inferenceConfig":{"maxTokens":5,"stopSequences":["END"],"temperature":0}}""", "seed, logprobs, top_logprobs left out")]
    public async Task What_an_API_does_not_know_is_left_out_and_told_once(string type, string model, string parameters, string sent, string? told)
    {
        using KeyVariable key = new("key-0123456789");
        await using StubModelServer server = new(new StubAnswer(
            """{"choices":[{"finish_reason":"stop","message":{"content":"ok"}}],"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"ok"}]}],"content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn"}"""));
        if (type == "bedrock")
        {
            await using StubModelServer converse = new(new StubAnswer("""{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1}}"""));
            await AskAsync(converse);
        }
        else
        {
            await AskAsync(server);
        }

        async Task AskAsync(StubModelServer asked)
        {
            List<Diagnostic> warnings = [];
            using CassetteStore store = new(_folder.Path, CassetteMode.Off);
            ProviderSettings settings = new() { Name = "m", Type = type, Model = model, BaseUrl = asked.BaseUrl, ApiKeyEnv = key.Name, Parameters = JsonElement.Parse(parameters) };
            ProviderCatalog catalog = new(new Dictionary<string, ProviderSettings> { ["m"] = settings }, new Dictionary<string, IPromptProvider>(), store, Runners.Shared, TimeProvider.System, warn: warnings.Add);

            await catalog.Get("m", null).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

            Dictionary<string, JsonElement> body = Assert.Single(asked.Requests).Body.EnumerateObject().Where(member => member.Name is not ("messages" or "input")).ToDictionary(member => member.Name, member => member.Value);
            Json.Same(sent, JsonSerializer.SerializeToElement(body));
            Assert.Equal(told is null ? [] : [DiagnosticCodes.PartIgnored], warnings.Select(warning => warning.Code));
            Assert.Contains(told ?? "", told is null ? "" : warnings[0].Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_recording_serves_who_shows_reasoning_and_who_does_not()
    {
        await using StubModelServer server = new(StubAnswer.Message("""{"role":"assistant","content":"Zürich","reasoning_content":"Hm."}""", "stop"));
        using CassetteStore store = new(_folder.Path, CassetteMode.Auto);
        ProviderSettings settings = new() { Name = "plain", Type = "openai", Model = "m", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };
        ProviderCatalog catalog = new(
            new Dictionary<string, ProviderSettings> { ["plain"] = settings, ["shown"] = settings with { Name = "shown", ShowsReasoning = true } },
            new Dictionary<string, IPromptProvider>(),
            store,
            Runners.Shared,
            TimeProvider.System);

        foreach ((string name, string text) in ((string, string)[])[("shown", "Thinking: Hm.\n\nZürich"), ("plain", "Zürich"), ("shown", "Thinking: Hm.\n\nZürich")])
        {
            ModelOutput output = await catalog.Get(name, null).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

            Assert.Equal((text, "Hm."), (output.Text, output.Metadata!.Value.GetProperty("reasoning").GetString()));
        }

        Assert.Single(server.Requests);
    }
}
