using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Providers;

/// <summary>A rendered prompt as the messages a model is sent.</summary>
/// <param name="Text">The text of a text prompt; null when the prompt is a chat.</param>
/// <param name="Messages">The messages, a JSON array of objects with a <c>role</c>; of a text prompt, one of the user.</param>
internal sealed record Conversation(string? Text, JsonElement Messages)
{
    /// <summary>Takes a chat prompt's messages, a text that is itself a list of messages in JSON or YAML, or any other text as the user's message.</summary>
    public static Conversation Of(RenderedPrompt prompt) =>
        prompt.Messages.Count > 0 ? new(null, Write(prompt.Messages))
        : TryParse(prompt.Text) is { } messages ? new(null, messages)
        : OfText(prompt.Text);

    public static Conversation OfText(string text) => new(text, Write([new ChatMessage("user", text)]));

    /// <summary>Whether <paramref name="value"/> has the shape of a chat: a list of messages that each have a role and something to say.</summary>
    public static bool IsChat(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsMessage);

    static bool IsMessage(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("role", out JsonElement role) && role.ValueKind == JsonValueKind.String
        && (value.TryGetProperty("content", out _) || value.TryGetProperty("tool_calls", out _));

    static JsonElement? TryParse(string text)
    {
        if (text.AsSpan().TrimStart().StartsWith("- role:", StringComparison.Ordinal))
        {
            return TryYaml(text);
        }

        if (!text.AsSpan().TrimStart().StartsWith('['))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(UnicodeJson.Whole(text));
            return IsChat(document.RootElement) ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // A text that merely begins with a bracket is a text.
            return null;
        }
    }

    // A chat in YAML whose messages a template made.
    static JsonElement? TryYaml(string text)
    {
        try
        {
            return YamlFile.Parse("", new StringReader(text)) is { } node && YamlJson.ToJson(node, "") is var read && IsChat(read) ? read : null;
        }
        catch (PtmException)
        {
            return null;
        }
    }

    static JsonElement Write(IEnumerable<ChatMessage> messages)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            foreach (ChatMessage message in messages)
            {
                writer.WriteStartObject();
                writer.WriteString("role", WellFormed(message.Role));
                writer.WriteString("content", WellFormed(message.Content));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        Utf8JsonReader reader = new(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    // Half of a surrogate pair cannot travel as UTF-8; it is sent, and keyed, as the replacement character.
    static string WellFormed(string text)
    {
        int i = 0;
        for (; i < text.Length && (!char.IsSurrogate(text[i]) || char.IsSurrogatePair(text, i)); i += char.IsSurrogate(text[i]) ? 2 : 1)
        {
        }

        return i >= text.Length ? text : string.Concat(text.EnumerateRunes());
    }
}
