using System.Text.Json;

namespace Ptm.Engine.Running.Sessions;

/// <summary>What was said and answered in one case, as <c>_conversation</c> has it.</summary>
/// <param name="Prompt">The whole prompt: of a chat its messages, else its text.</param>
/// <param name="Input">What was said last: of a chat the last message's content, else the prompt.</param>
/// <param name="Output">The answer, before any transform.</param>
internal sealed record ConversationTurn(JsonElement Prompt, JsonElement Input, string Output)
{
    public static ConversationTurn Of(RenderedPrompt rendered, string output)
    {
        JsonElement text = JsonSerializer.SerializeToElement(rendered.Text);
        return Messages(rendered.Text) is { } messages
            ? new(messages, LastContent(messages) ?? messages, output)
            : new(text, text, output);
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("prompt");
        Prompt.WriteTo(writer);
        writer.WritePropertyName("input");
        Input.WriteTo(writer);
        writer.WriteString("output", Output);
        writer.WriteEndObject();
    }

    static JsonElement? LastContent(JsonElement messages)
    {
        JsonElement last = messages[messages.GetArrayLength() - 1];
        return last.ValueKind == JsonValueKind.Object && last.TryGetProperty("content", out JsonElement content) ? content : null;
    }

    static JsonElement? Messages(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('['))
        {
            return null;
        }

        try
        {
            JsonElement read = UnicodeJson.Parse(text);
            return read.GetArrayLength() > 0 ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
