using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Grading.Judged;

/// <summary>A judge behind a wire format: what a stub of OpenAI's API is asked, and what is made of its answers.</summary>
public sealed class JudgeWireTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_judge_is_given_the_schema_of_its_verdict_and_asked_for_probabilities_that_weight_it()
    {
        using KeyVariable key = new("sk-stub");
        await using StubModelServer judge = new(StubAnswer.Text("""{"steps": ["scripted"]}"""), new StubAnswer($$$"""
            {"id":"c1","object":"chat.completion","created":1700000000,"model":"gpt-4.1-mini-2025-04-14",
             "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\"reason\":\"scripted\",\"score\":8}"},
               "logprobs":{"content":[
                 {"token":"{\"reason\":\"scripted\",\"score\":","logprob":0,"top_logprobs":[]},
                 {"token":"8","logprob":{{{Log(0.6)}}},"top_logprobs":[{"token":"8","logprob":{{{Log(0.6)}}}},{"token":"9","logprob":{{{Log(0.4)}}}}]},
                 {"token":"}","logprob":0,"top_logprobs":[]}]}}],
             "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}
            """));
        await using StubModelServer embedder = new(new StubAnswer("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.6,0.8]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":3,"total_tokens":3}}"""));
        string config = _folder.Write("promptfooconfig.yaml", $$$"""
            prompts: ['{{x}}']
            providers: [echo]
            defaultTest:
              options:
                provider:
                  text: { id: 'openai:chat:gpt-4.1-mini', config: { apiBaseUrl: '{{{judge.BaseUrl}}}', apiKeyEnvar: '{{{key.Name}}}' } }
                  embedding: { id: 'openai:embedding:text-embedding-3-small', config: { apiBaseUrl: '{{{embedder.BaseUrl}}}', apiKeyEnvar: '{{{key.Name}}}' } }
            tests:
              - vars: { x: an answer }
                assert: [{ type: g-eval, value: Polite. }, { type: similar, value: another }]
            """);
        using PtmEngine engine = PtmEngine.Open(config, new PtmEngineOptions { Cassettes = "off" });

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken)).Results);

        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message);
        Assert.Equal(0.84, result.Assertions[0].Score, 9);
        Assert.Equal(1, result.Assertions[1].Score, 9);
        JsonElement[] asked = [.. judge.Requests.Select(request => request.Body)];
        Assert.Equal(2, asked.Length);
        Assert.True(asked[0].GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetProperty("properties").TryGetProperty("steps", out _));
        Assert.False(asked[0].TryGetProperty("top_logprobs", out _));
        Assert.True(asked[1].GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetProperty("properties").TryGetProperty("score", out _));
        Assert.Equal(20, asked[1].GetProperty("top_logprobs").GetInt32());
        Assert.Equal(["an answer", "another"], embedder.Requests.Select(request => request.Body.GetProperty("input") is { ValueKind: JsonValueKind.Array } list ? list[0].GetString()! : request.Body.GetProperty("input").GetString()!));
    }

    [Theory]
    [InlineData("""{"flagged":true,"categories":{"hate":true,"violence":false}}""", "[hate]", "FP")]
    [InlineData("""{"flagged":true,"categories":{"hate":true,"violence":false}}""", "[violence]", "PF")]
    [InlineData("""{"flagged":false,"categories":{"hate":false,"violence":false}}""", "[violence, hate]", "PF")]
    [InlineData("""{"flagged":true,"categories":{"hate":true,"violence":false}}""", "[hat]", "EE")]
    [InlineData("""{"flagged":false,"categories":{"hate":false,"violence":false}}""", "[hate, hat]", "EE")]
    [InlineData("""{"flagged":true,"categories":{"hate":false,"violence":false}}""", "[hate]", "FP")]
    [InlineData("""{"flagged":true,"categories":{"hate":false,"violence":false}}""", "null", "FP")]
    [InlineData("""{"flagged":true,"categories":{}}""", "null", "FP")]
    [InlineData("""{"flagged":false,"categories":{}}""", "null", "PF")]
    public async Task A_flag_counts_also_without_a_category_and_a_category_that_is_none_is_an_error(string result, string value, string outcomes)
    {
        using KeyVariable key = new("sk-stub");
        StubAnswer answer = new($$$"""{"id":"modr-1","model":"omni-moderation-latest","results":[{{{result}}}]}""");
        await using StubModelServer moderator = new(answer, answer);
        string config = _folder.Write("promptfooconfig.yaml", $$$"""
            prompts: ['{{x}}']
            providers: [echo]
            defaultTest: { options: { provider: { moderation: { id: 'openai:moderation:omni-moderation-latest', config: { apiBaseUrl: '{{{moderator.BaseUrl}}}', apiKeyEnvar: '{{{key.Name}}}' } } } } }
            tests: [{ vars: { x: an answer }, assert: [{ type: moderation, value: {{{value}}} }, { type: not-moderation, value: {{{value}}} }] }]
            """);
        using PtmEngine engine = PtmEngine.Open(config, new PtmEngineOptions { Cassettes = "off" });

        CaseResult graded = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken)).Results);

        Assert.Equal(outcomes, string.Concat(graded.Assertions.Select(assertion => assertion.Outcome.ToString()[0])));
        Assert.Equal(outcomes == "EE", graded.Assertions[0].Reason.EndsWith("has no code \"hat\"; it has hate, violence", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_beside_a_verdict_is_an_error()
    {
        using KeyVariable key = new("sk-stub");
        await using StubModelServer judge = new(new StubAnswer("""
            {"id":"c1","object":"chat.completion","created":1700000000,"model":"m",
             "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\"reason\":\"scripted\",\"pass\":true,\"score\":1}","refusal":"No."}}],
             "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}
            """));
        string config = _folder.Write("promptfooconfig.yaml", $$$"""
            prompts: ['{{x}}']
            providers: [echo]
            tests: [{ vars: { x: an answer }, assert: [{ type: llm-rubric, value: Polite., provider: { id: 'openai:chat:gpt-4.1-mini', config: { apiBaseUrl: '{{{judge.BaseUrl}}}', apiKeyEnvar: '{{{key.Name}}}' } } }] }]
            """);
        using PtmEngine engine = PtmEngine.Open(config, new PtmEngineOptions { Cassettes = "off" });

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken)).Results);

        Assert.Equal(DiagnosticCodes.JudgeFailed, result.Assertions[0].ErrorCode);
        Assert.Contains("the model refused beside its reply", result.Assertions[0].Reason, StringComparison.Ordinal);
    }

    static string Log(double probability) => Math.Log(probability).ToString("R", CultureInfo.InvariantCulture);
}
