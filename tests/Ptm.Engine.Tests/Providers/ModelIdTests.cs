using System.Text.Json;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Tests.Providers;

public sealed class ModelIdTests
{
    [Theory]
    [InlineData("openai:gpt-4.1-mini", "openai Chat gpt-4.1-mini")]
    [InlineData("openai:chat:ft:gpt-4.1-mini:team::id", "openai Chat ft:gpt-4.1-mini:team::id")]
    [InlineData("openai:responses:gpt-5", "openai Responses gpt-5")]
    [InlineData("openai:embedding:text-embedding-3-large", "openai Embedding text-embedding-3-large")]
    [InlineData("openai:embeddings:text-embedding-3-large", "openai Embedding text-embedding-3-large")]
    [InlineData("openai:moderation:omni-moderation-latest", "openai Moderation omni-moderation-latest")]
    [InlineData("azure:chat:my-deployment", "azure Chat my-deployment")]
    [InlineData("azureopenai:chat:d", "azure Chat d")]
    [InlineData("azure:responses:d", "azure Responses d")]
    [InlineData("anthropic:messages:claude-sonnet-4-5", "anthropic Chat claude-sonnet-4-5")]
    [InlineData("anthropic:claude-sonnet-4-5", "anthropic Chat claude-sonnet-4-5")]
    [InlineData("google:gemini-2.5-flash", "google Chat gemini-2.5-flash")]
    [InlineData("google:embedding:gemini-embedding-001", "google Embedding gemini-embedding-001")]
    [InlineData("vertex:claude-sonnet-4-5@20250929", "vertex Chat claude-sonnet-4-5@20250929")]
    [InlineData("bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock Chat us.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("bedrock:converse:amazon.nova-lite-v1:0", "bedrock Chat amazon.nova-lite-v1:0")]
    [InlineData("bedrock:arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/my-profile", "bedrock Chat arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/my-profile")]
    [InlineData("ollama:chat:llama3.2:1b", "ollama Chat llama3.2:1b")]
    [InlineData("ollama:llama3.2:1b", "ollama Completion llama3.2:1b")]
    [InlineData("ollama:completion:llama3.2", "ollama Completion llama3.2")]
    [InlineData("ollama:embeddings:nomic-embed-text", "ollama Embedding nomic-embed-text")]
    [InlineData("openrouter:meta-llama/llama-3.3-70b-instruct:free", "openrouter Chat meta-llama/llama-3.3-70b-instruct:free")]
    [InlineData("groq:llama-3.3-70b-versatile", "groq Chat llama-3.3-70b-versatile")]
    [InlineData("mistral:embedding:mistral-embed", "mistral Embedding mistral-embed")]
    [InlineData("togetherai:m", "together Chat m")]
    [InlineData("huggingface:chat:org/m:fastest", "huggingface Chat org/m:fastest")]
    [InlineData("huggingface:text-classification:org/m", "huggingface Classification org/m")]
    [InlineData("huggingface:feature-extraction:org/m", "huggingface Embedding org/m")]
    [InlineData("localai:chat:m", "localai Chat m")]
    [InlineData("anthropic", "anthropic Chat ")]
    [InlineData("openai:responses", "openai Responses ")]
    public void An_id_names_service_task_and_model(string text, string meant) =>
        Assert.Equal(meant, ModelId.Parse(text) is { } id ? $"{id.Kind.Name} {id.Task} {id.Model}" : null);

    [Theory]
    [InlineData("openai:")]
    [InlineData("openai:chat:")]
    [InlineData("openai:realtime:gpt-realtime")]
    [InlineData("openai:assistant:asst_1")]
    [InlineData("openai:image:gpt-image-1")]
    [InlineData("openai:completion:davinci-002")]
    [InlineData("openai:gpt-3.5-turbo-instruct")]
    [InlineData("openai:text-embedding-3-small")]
    [InlineData("anthropic:claude-agent-sdk")]
    [InlineData("anthropic:completion:claude-2")]
    [InlineData("azure:assistant:a")]
    [InlineData("azure:foundry-agent:a")]
    [InlineData("google:live:gemini")]
    [InlineData("vertex:image:imagen")]
    [InlineData("bedrock:nova-sonic:amazon.nova-sonic-v1:0")]
    [InlineData("bedrock:kb:anthropic.claude")]
    [InlineData("huggingface:text-generation:m")]
    [InlineData("mistral:moderation:m")]
    [InlineData("replicate:m")]
    [InlineData("openaix:m")]
    [InlineData("echo")]
    public void Another_API_is_never_taken_for_one_of_these(string text) => Assert.Null(ModelId.Parse(text));

    [Fact]
    public void The_schema_of_ptm_yaml_offers_every_type()
    {
        string schema = File.ReadAllText(Path.Combine(Repository.Root, "schemas", "ptm.schema.json"));
        string[] offered = [.. JsonElement.Parse(schema).GetProperty("definitions").GetProperty("provider").GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(type => type.GetString()!)];

        Assert.Equal(["echo", "method", .. ModelKinds.Types], offered);
    }
}
