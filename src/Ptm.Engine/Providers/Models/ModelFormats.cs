using Ptm.Engine.Providers.Models.Anthropic;
using Ptm.Engine.Providers.Models.Bedrock;
using Ptm.Engine.Providers.Models.Google;
using Ptm.Engine.Providers.Models.HuggingFace;
using Ptm.Engine.Providers.Models.Ollama;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models;

/// <summary>The wire format of each API and task.</summary>
internal static class ModelFormats
{
    public static WireFormat Of(ModelKind kind, ModelTask task, string model) => (kind.Api, task) switch
    {
        (ModelApi.Azure or ModelApi.OpenAi, ModelTask.Responses) => new Responses(),
        (ModelApi.Azure or ModelApi.OpenAi, ModelTask.Embedding) => new Embeddings(),
        (ModelApi.OpenAi, ModelTask.Moderation) => new Moderations(),
        (ModelApi.Anthropic, _) => new Messages(),
        (ModelApi.Google, ModelTask.Embedding) => new EmbedContent(),
        (ModelApi.Google, _) => new GenerateContent(),
        (ModelApi.Vertex, ModelTask.Embedding) => new VertexEmbeddings(),
        (ModelApi.Vertex, _) when model.StartsWith("claude", StringComparison.Ordinal) => new VertexMessages(),
        (ModelApi.Vertex, _) => new GenerateContent(),
        (ModelApi.Bedrock, _) => new Converse(),
        (ModelApi.Ollama, ModelTask.Completion) => new OllamaGenerate(),
        (ModelApi.Ollama, ModelTask.Embedding) => new OllamaEmbed(),
        (ModelApi.Ollama, _) => new OllamaChat(),
        (ModelApi.HuggingFace, ModelTask.Classification) => new TextClassification(),
        (ModelApi.HuggingFace, ModelTask.Embedding) => new FeatureExtraction(),
        _ => new ChatCompletions(),
    };
}
