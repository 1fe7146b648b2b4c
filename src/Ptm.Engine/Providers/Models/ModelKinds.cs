using System.Collections.Frozen;

namespace Ptm.Engine.Providers.Models;

/// <summary>Every service that can be called.</summary>
internal static class ModelKinds
{
    static readonly ModelTask[] s_embedding = [ModelTask.Embedding];

    public static IReadOnlyList<ModelKind> All { get; } =
    [
        new("openai", ModelApi.OpenAi, "https://api.openai.com/v1")
        {
            KeyVariables = ["OPENAI_API_KEY"], BaseUrlVariables = ["OPENAI_BASE_URL", "OPENAI_API_BASE_URL"],
            Tasks = [ModelTask.Responses, ModelTask.Embedding, ModelTask.Moderation],
            OtherApis =
            [
                "agents", "agents-api", "assistant", "chatkit", "codex", "codex-app-server", "codex-plugin", "codex-sdk", "codex-security", "completion", "decisions",
                "image", "live", "realtime", "speech", "transcription", "tts", "video",
            ],
        },
        new("azure", ModelApi.Azure, "")
        {
            Aliases = ["azureopenai"], KeyVariables = ["AZURE_API_KEY", "AZURE_OPENAI_API_KEY"],
            BaseUrlVariables = ["AZURE_API_BASE_URL", "AZURE_OPENAI_API_BASE_URL", "AZURE_OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT", "AZURE_API_HOST", "AZURE_OPENAI_API_HOST"],
            Tasks = [ModelTask.Responses, ModelTask.Embedding],
            OtherApis = ["assistant", "completion", "foundry-agent", "image", "moderation", "realtime", "video"],
        },
        new("anthropic", ModelApi.Anthropic, "https://api.anthropic.com")
        {
            KeyVariables = ["ANTHROPIC_API_KEY"], BaseUrlVariables = ["ANTHROPIC_BASE_URL"], TellsLogProbs = false,
            OtherApis = ["claude-agent-sdk", "claude-code", "completion", "managed-agents"],
        },
        new("google", ModelApi.Google, "https://generativelanguage.googleapis.com/v1beta")
        {
            Aliases = ["palm"], KeyVariables = ["GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY"], BaseUrlVariables = ["GOOGLE_API_BASE_URL", "GOOGLE_API_HOST"],
            Tasks = s_embedding, OtherApis = ["image", "live", "video"],
        },
        new("vertex", ModelApi.Vertex, "") { KeyVariables = ["VERTEX_API_KEY"], BaseUrlVariables = ["VERTEX_API_HOST"], NeedsKey = false, Tasks = s_embedding, OtherApis = ["image", "live", "video"] },
        new("bedrock", ModelApi.Bedrock, "")
        {
            KeyVariables = ["AWS_BEARER_TOKEN_BEDROCK"], BaseUrlVariables = ["AWS_BEDROCK_ENDPOINT"], NeedsKey = false, TellsLogProbs = false,
            OtherApis = ["agents", "embeddings", "embedding", "image", "kb", "messages", "nova-sonic", "responses", "video"],
        },
        new("ollama", ModelApi.Ollama, "http://localhost:11434")
        {
            KeyVariables = ["OLLAMA_API_KEY"], BaseUrlVariables = ["OLLAMA_BASE_URL"], NeedsKey = false, Tasks = [ModelTask.Completion, ModelTask.Embedding], TaskOfBareId = ModelTask.Completion,
        },
        new("huggingface", ModelApi.HuggingFace, "https://router.huggingface.co")
        {
            KeyVariables = ["HF_TOKEN", "HF_API_TOKEN"], HoldsToSchema = false, TellsLogProbs = false, Tasks = [ModelTask.Classification, ModelTask.Embedding],
            OtherApis = ["sentence-similarity", "text-generation", "token-classification"],
        },
        Hosted("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
        Hosted("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY") with { HoldsToSchema = false, TellsLogProbs = false, OtherApis = ["responses"] },
        Hosted("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY") with { TellsLogProbs = false, Tasks = s_embedding },
        Hosted("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY") with { HoldsToSchema = false },
        Hosted("together", "https://api.together.xyz/v1", "TOGETHER_API_KEY") with { Aliases = ["togetherai"], TellsLogProbs = false, Tasks = s_embedding, OtherApis = ["completion"] },
        Hosted("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY") with { TellsLogProbs = false, Tasks = s_embedding },
        Hosted("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY") with { TellsLogProbs = false },
        Hosted("xai", "https://api.x.ai/v1", "XAI_API_KEY") with { OtherApis = ["image", "responses", "video", "voice"] },
        Hosted("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_KEY") with { TellsLogProbs = false, OtherApis = ["agent", "responses", "search"] },
        Hosted("nvidia", "https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY") with { TellsLogProbs = false },
        Hosted("alibaba", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY") with { Aliases = ["alicloud", "aliyun", "dashscope"], TellsLogProbs = false, Tasks = s_embedding, OtherApis = ["vl"] },
        Hosted("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY") with { TellsLogProbs = false },
        Hosted("hyperbolic", "https://api.hyperbolic.xyz/v1", "HYPERBOLIC_API_KEY") with { TellsLogProbs = false, OtherApis = ["audio", "image"] },
        Local("vllm", "http://localhost:8000/v1", "VLLM"),
        Local("lmstudio", "http://localhost:1234/v1", "LMSTUDIO") with { TellsLogProbs = false },
        Local("llamacpp", "http://localhost:8080/v1", "LLAMACPP"),
        Local("localai", "http://localhost:8080/v1", "LOCALAI"),
        Local("litellm", "http://localhost:4000", "LITELLM"),
    ];

    static readonly FrozenDictionary<string, ModelKind> s_byName = All.SelectMany(kind => kind.Aliases.Prepend(kind.Name), (kind, name) => (kind, name)).ToFrozenDictionary(pair => pair.name, pair => pair.kind, StringComparer.Ordinal);

    /// <summary>The types that a profile can have, in the order of the table: each kind, and each with another task than chat.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. All.SelectMany(kind => kind.Tasks.Select(task => $"{kind.Name}:{ModelId.NameOf(task, kind)}").Prepend(kind.Name))];

    /// <summary>The service of a name; null where none has it.</summary>
    public static ModelKind? Find(string name) => s_byName.GetValueOrDefault(name);

    static ModelKind Hosted(string name, string baseUrl, string key) => new(name, ModelApi.OpenAi, baseUrl) { KeyVariables = [key] };

    static ModelKind Local(string name, string baseUrl, string prefix) =>
        new(name, ModelApi.OpenAi, baseUrl) { KeyVariables = [$"{prefix}_API_KEY"], BaseUrlVariables = [$"{prefix}_BASE_URL"], NeedsKey = false, Tasks = s_embedding };
}
