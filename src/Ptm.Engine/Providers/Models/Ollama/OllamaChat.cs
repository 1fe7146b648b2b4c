using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.Chat;

namespace Ptm.Engine.Providers.Models.Ollama;

/// <summary>Ollama's chat.</summary>
internal sealed class OllamaChat : WireFormat
{
    public override string AnswerName => "chat";

    public override Func<StreamFold> Fold => static () => new OllamaFold();

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        ChatTurns chat = ChatTurns.Of(request.Conversation.Messages);
        JsonArray messages = [];
        if (chat.System.Count > 0)
        {
            messages.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = chat.SystemText });
        }

        foreach (JsonNode message in chat.Turns.SelectMany(Messages))
        {
            messages.Add(message);
        }

        JsonObject body = new() { ["model"] = target.Model, ["messages"] = messages };
        OllamaOptions.Put(body, request, parameters, target.IsStreamed);
        if (request.Tools is { } tools)
        {
            body["tools"] = new JsonArray([.. OfferedTool.Of(tools).Select(Tool)]);
        }

        return new("api/chat", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        OllamaOptions.RefuseUnfinished(answer, "message");
        JsonElement message = answer.Member("message")!.Value;
        return OllamaOptions.Reply(
            answer,
            message.Text("content"),
            [.. message.Items("tool_calls").Select(call => new ToolCall(call.Text("function", "name") ?? "", call.Member("function", "arguments") ?? JsonElement.Parse("{}"u8), call.Text("id")))],
            message.Text("thinking"));
    }

    static JsonNode? Tool(OfferedTool tool) => tool.Name is null || tool.Raw.Member("function") is not null
        ? tool.Raw.Node()
        : new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description ?? "", ["parameters"] = tool.SchemaOrNone.Node() } };

    static IEnumerable<JsonNode> Messages(ChatTurn turn)
    {
        foreach (ResultPart result in turn.Parts.OfType<ResultPart>())
        {
            yield return new JsonObject { ["role"] = "tool", ["tool_name"] = result.Name, ["content"] = result.Text };
        }

        if (turn.Parts.All(part => part is ResultPart) && turn.Parts.Count > 0)
        {
            yield break;
        }

        if (turn.Parts.OfType<OwnPart>().FirstOrDefault() is { } unknown)
        {
            throw unknown.NotFor("Ollama");
        }

        JsonObject message = new() { ["role"] = turn.Role, ["content"] = string.Join('\n', turn.Parts.OfType<TextPart>().Select(part => part.Text)) };
        if (turn.Parts.OfType<ImagePart>().Select(Image).ToArray() is [_, ..] images)
        {
            message["images"] = new JsonArray(images);
        }

        if (turn.Parts.OfType<CallPart>().ToArray() is [_, ..] calls)
        {
            message["tool_calls"] = new JsonArray([.. calls.Select(call => new JsonObject { ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments.Node() } })]);
        }

        yield return message;
    }

    static JsonNode Image(ImagePart image) => image.Data is { } data
        ? JsonValue.Create(data)
        : throw Fault.Of(DiagnosticCodes.NotSupportedYet, "Ollama takes an image as data, not by its address; write it as data:image/png;base64,….");
}
