using System.Text.RegularExpressions;

namespace Ptm.Engine.Providers.Models;

/// <summary>A model as an id names it: <c>openai:chat:gpt-4.1-mini</c>, <c>anthropic:messages:claude-sonnet-4-5</c>, <c>bedrock:us.amazon.nova-lite-v1:0</c>.</summary>
/// <param name="Kind">The service.</param>
/// <param name="Task">What the model is asked to do.</param>
/// <param name="Model">The model; null where the id names none, as a profile's type does.</param>
internal sealed partial record ModelId(ModelKind Kind, ModelTask Task, string? Model)
{
    // Words of APIs which no model is called: an id with one of them must not be sent to another API silently.
    static readonly HashSet<string> s_otherApis =
    [
        "agent", "agents", "assistant", "audio", "completion", "embedding", "embeddings", "image", "live", "moderation", "realtime", "rerank", "responses", "search",
        "speech", "transcription", "video", "voice",
    ];

    /// <summary>Null where the id means no service that is called here, or an API of it that is not.</summary>
    public static ModelId? Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        if (ModelKinds.Find(parts[0]) is not { } kind)
        {
            return null;
        }

        if (parts.Length == 1)
        {
            return new(kind, ModelTask.Chat, null);
        }

        string[] rest = parts[1].Split(':', 2);
        if (TaskOf(kind, rest[0]) is { } task)
        {
            return rest.Length == 1 || rest[1].Length > 0 ? new(kind, task, rest.Length == 1 ? null : rest[1]) : null;
        }

        return parts[1].Length == 0 || kind.OtherApis.Contains(rest[0]) || (rest.Length == 2 && s_otherApis.Contains(rest[0])) || (kind.Api == ModelApi.OpenAi && kind.Name == "openai" && NotChat().IsMatch(parts[1]))
            ? null
            : new(kind, kind.TaskOfBareId, parts[1]);
    }

    /// <summary>How a task is written in an id.</summary>
    public static string NameOf(ModelTask task, ModelKind kind) => task switch
    {
        ModelTask.Responses => "responses",
        ModelTask.Completion => "completion",
        ModelTask.Embedding when kind.Api == ModelApi.HuggingFace => "feature-extraction",
        ModelTask.Embedding => "embedding",
        ModelTask.Moderation => "moderation",
        ModelTask.Classification => "text-classification",
        _ => "chat",
    };

    static ModelTask? TaskOf(ModelKind kind, string word)
    {
        ModelTask? task = word switch
        {
            "chat" => ModelTask.Chat,
            "messages" when kind.Api == ModelApi.Anthropic => ModelTask.Chat,
            "converse" when kind.Api == ModelApi.Bedrock => ModelTask.Chat,
            "embedding" or "embeddings" => ModelTask.Embedding,
            _ => Array.Find([ModelTask.Responses, ModelTask.Completion, ModelTask.Embedding, ModelTask.Moderation, ModelTask.Classification], task => NameOf(task, kind) == word) is var found and not ModelTask.Chat ? found : null,
        };
        return task is ModelTask.Chat || (task is { } special && kind.Tasks.Contains(special)) ? task : null;
    }

    // Models of OpenAI that are known for other APIs than chat; an id such as openai:text-embedding-3-large must not be sent to another API silently.
    [GeneratedRegex("embedding|moderation|instruct|^davinci|^babbage|^whisper|^tts|^dall-e|^gpt-image|^sora|realtime|transcribe", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotChat();
}
