namespace Ptm.Engine.Providers;

/// <summary>A provider type as promptfoo writes it: a kind, and for a model its name.</summary>
/// <param name="Kind"><c>echo</c>, <c>openai</c>, <c>method</c>; another text is a kind that this version cannot call, and null is no kind at all.</param>
/// <param name="Model">The model that the id names; null when it names none.</param>
internal sealed record ProviderId(string? Kind, string? Model)
{
    // Kinds of OpenAI's API that are not chat; an id such as openai:responses:gpt-4.1 must not be sent to another API silently.
    static readonly HashSet<string> s_otherApis =
    [
        "agents", "assistant", "chatkit", "codex", "codex-sdk", "completion", "embedding", "embeddings", "image", "moderation",
        "realtime", "responses", "speech", "transcription", "video",
    ];

    // Kinds that other tools or later versions know by a single word.
    static readonly HashSet<string> s_knownElsewhere =
    [
        "anthropic", "azure", "bedrock", "browser", "google", "http", "https", "mcp", "mistral", "ollama", "sequence", "vertex", "websocket",
    ];

    /// <summary>Kinds that a profile may have.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["echo", "method", "openai"];

    public static ProviderId Parse(string text)
    {
        if (Kinds.Contains(text))
        {
            return new(text, null);
        }

        if (text.StartsWith("openai:", StringComparison.Ordinal))
        {
            string rest = text["openai:".Length..];
            if (rest.StartsWith("chat:", StringComparison.Ordinal))
            {
                rest = rest["chat:".Length..];
            }
            else if (rest is "chat" || s_otherApis.Contains(rest.Split(':')[0]))
            {
                return new(text, null);
            }

            return rest.Length == 0 ? new(text, null) : new("openai", rest);
        }

        return new(text.Contains(':', StringComparison.Ordinal) || s_knownElsewhere.Contains(text) ? text : null, null);
    }
}
