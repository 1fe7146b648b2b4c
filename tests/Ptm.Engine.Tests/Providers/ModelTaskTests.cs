using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What models do beside chat: embeddings, moderation, classification, each on the wire of its service.</summary>
public sealed class ModelTaskTests
{
    [Theory]
    [InlineData("openai:embedding", "/v1/embeddings", """{"model":"m","input":"Größe?"}""", """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1e-3]}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}""", 3)]
    [InlineData("mistral:embedding", "/v1/embeddings", """{"model":"m","input":"Größe?"}""", """{"data":[{"embedding":[0.5,-0.001]}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3,"completion_tokens":0}}""", 3)]
    [InlineData("azure:embedding", "/v1/openai/deployments/m/embeddings?api-version=2024-12-01-preview", """{"model":"m","input":"Größe?"}""", """{"data":[{"embedding":[0.5,-0.001]}],"model":"x","usage":{"prompt_tokens":3,"total_tokens":3}}""", 3)]
    [InlineData("ollama:embedding", "/api/embed", """{"model":"m","input":"Größe?","truncate":false}""", """{"model":"m","embeddings":[[0.5,-0.001]],"total_duration":1,"prompt_eval_count":3}""", 3)]
    [InlineData("google:embedding", "/v1/models/m:embedContent", """{"content":{"parts":[{"text":"Größe?"}]}}""", """{"embedding":{"values":[0.5,-0.001]}}""", null)]
    [InlineData("huggingface:feature-extraction", "/v1/hf-inference/models/m/pipeline/feature-extraction", """{"inputs":"Größe?"}""", "[[0.5,-0.001]]", null)]
    public async Task An_embedding_is_a_list_of_numbers(string type, string path, string request, string answer, int? tokens)
    {
        await using StubModelServer server = new(new StubAnswer(answer));

        ModelOutput output = await Models.Of(Settings(server, type)).CompleteAsync(Requests.Of("Größe?"), TestContext.Current.CancellationToken);

        Assert.Equal("[0.5,-0.001]", output.Text);
        Assert.Equal([0.5, -0.001], output.Json!.Value.EnumerateArray().Select(number => number.GetDouble()));
        Assert.Equal(tokens, (int?)output.Tokens?.Prompt);
        StubRequest sent = Assert.Single(server.Requests);
        Assert.Equal(path, sent.Path);
        Json.Same(request, sent.Body);
    }

    [Fact]
    public async Task Vertex_embeds_by_prediction()
    {
        await using StubModelServer server = new(new StubAnswer("""{"predictions":[{"embeddings":{"statistics":{"truncated":false,"token_count":3},"values":[0.5]}}]}"""));
        ProviderSettings settings = Settings(server, "vertex:embedding") with
        {
            Project = "p", Parameters = JsonElement.Parse("""{"taskType":"SEMANTIC_SIMILARITY","autoTruncate":false}"""), Environment = new Dictionary<string, string> { ["VERTEX_ACCESS_TOKEN"] = "ya29.access" },
        };

        ModelOutput output = await Models.Of(settings).CompleteAsync(Requests.Of("a"), TestContext.Current.CancellationToken);

        Assert.Equal(("[0.5]", 3L), (output.Text, output.Tokens!.Prompt));
        StubRequest sent = Assert.Single(server.Requests);
        Assert.Equal(("Bearer ya29.access", "/v1/v1/projects/p/locations/us-central1/publishers/google/models/m:predict"), (sent.Headers["Authorization"], sent.Path));
        Json.Same("""{"instances":[{"content":"a","task_type":"SEMANTIC_SIMILARITY"}],"parameters":{"autoTruncate":false}}""", sent.Body);
    }

    [Fact]
    public async Task A_moderation_tells_what_is_flagged()
    {
        await using StubModelServer server = new(new StubAnswer("""
            {"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":true,"categories":{"hate":true,"violence":false,"self-harm/intent":true},"category_scores":{"hate":0.9,"violence":0.1,"self-harm/intent":0.7}}]}
            """));

        ModelOutput output = await Models.Of(Settings(server, "openai:moderation")).CompleteAsync(Requests.Of("a"), TestContext.Current.CancellationToken);

        Assert.Equal("""{"flags":[{"code":"hate","description":"hate","confidence":0.9},{"code":"self-harm/intent","description":"self-harm/intent","confidence":0.7}],"categories":["hate","violence","self-harm/intent"]}""", output.Text);
        Assert.Equal(2, output.Json!.Value.GetProperty("flags").GetArrayLength());
        Assert.Equal("/v1/moderations", Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData("""[[{"label":"SAFE","score":0.75},{"label":"INJECTION","score":0.25}]]""")]
    [InlineData("""[{"label":"SAFE","score":0.75},{"label":"INJECTION","score":0.25}]""")]
    public async Task A_classification_tells_the_score_of_each_label(string answer)
    {
        await using StubModelServer server = new(new StubAnswer(answer));

        ModelOutput output = await Models.Of(Settings(server, "huggingface:text-classification") with { Parameters = JsonElement.Parse("""{"top_k":2}""") }).CompleteAsync(Requests.Of("a"), TestContext.Current.CancellationToken);

        Assert.Equal("""{"SAFE":0.75,"INJECTION":0.25}""", output.Text);
        Json.Same("""{"inputs":"a","parameters":{"top_k":2}}""", Assert.Single(server.Requests).Body);
    }

    [Theory]
    [InlineData("openai:embedding", """{"data":[]}""", "no embedding")]
    [InlineData("openai:embedding", """{"data":[{"embedding":["a"]}]}""", "no embedding")]
    [InlineData("openai:embedding", """{"error":{"message":"no"}}""", "with an error")]
    [InlineData("huggingface:feature-extraction", "[[[0.5],[0.25]]]", "no embedding")]
    [InlineData("huggingface:text-classification", """{"error":"Model is loading"}""", "with an error")]
    [InlineData("huggingface:text-classification", "[[]]", "no classification")]
    [InlineData("openai:moderation", """{"results":[]}""", "no moderation")]
    public async Task What_is_none_of_them_is_an_error(string type, string answer, string told)
    {
        await using StubModelServer server = new(new StubAnswer(answer));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server, type)).CompleteAsync(Requests.Of("a"), TestContext.Current.CancellationToken));

        Assert.Contains($"answered 200, but {told}", error.Message, StringComparison.Ordinal);
    }

    static ProviderSettings Settings(StubModelServer server, string type) => new() { Name = "m", Type = type, Model = "m", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };
}
