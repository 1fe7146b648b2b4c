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

    static string Log(double probability) => Math.Log(probability).ToString("R", CultureInfo.InvariantCulture);
}
