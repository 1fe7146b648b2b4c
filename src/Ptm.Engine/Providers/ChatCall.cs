using System.Text.Json;
using Microsoft.Extensions.AI;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Providers;

/// <summary>A request in the terms of <see cref="IChatClient"/>.</summary>
internal sealed record ChatCall(IReadOnlyList<AiChatMessage> Messages, ChatOptions Options)
{
    /// <summary>A call that any client understands: messages of text, and tools as declarations.</summary>
    /// <exception cref="PtmException">A message or tool has a shape that only some clients know (PTM4006).</exception>
    public static ChatCall From(ProviderRequest request) => new(
        [.. Conversation.Of(request.Prompt).Messages.EnumerateArray().Select(Message)],
        new ChatOptions { Tools = request.ToolDefinitions is { ValueKind: JsonValueKind.Array } tools ? [.. tools.EnumerateArray().Select(Tool)] : null });

    static AiChatMessage Message(JsonElement message) =>
        message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String
            ? new(new ChatRole(message.GetProperty("role").GetString()!), content.GetString())
            : throw Fault.Of(DiagnosticCodes.NotSupportedYet, $"A chat message whose content is not a text is not supported yet for a client from code: {Cut(message)}");

    static AIFunctionDeclaration Tool(JsonElement tool) =>
        tool.ValueKind == JsonValueKind.Object
        && tool.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object
        && function.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? AIFunctionFactory.CreateDeclaration(
                name.GetString()!,
                function.TryGetProperty("description", out JsonElement description) && description.ValueKind == JsonValueKind.String ? description.GetString() : null,
                function.TryGetProperty("parameters", out JsonElement parameters) ? parameters : s_noParameters)
            : throw Fault.Of(DiagnosticCodes.NotSupportedYet, $"Only tools of the shape {{\"type\": \"function\", \"function\": {{\"name\": …}}}} are supported yet for a client from code, not {Cut(tool)}");

    static readonly JsonElement s_noParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    static string Cut(JsonElement value) => value.GetRawText() is { Length: > 100 } text ? text[..100] + "…" : value.GetRawText();
}
