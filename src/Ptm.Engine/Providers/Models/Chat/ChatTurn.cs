using System.Text.Json;

namespace Ptm.Engine.Providers.Models.Chat;

/// <summary>A message.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Parts">What it says, in order.</param>
internal sealed record ChatTurn(string Role, IReadOnlyList<ChatPart> Parts);

/// <summary>A chat apart from its system messages, as the APIs have it that are not OpenAI's.</summary>
/// <param name="System">Parts of the system and developer messages.</param>
/// <param name="Turns">All other messages; the results of several tools that follow one another are one.</param>
internal sealed record ChatTurns(IReadOnlyList<ChatPart> System, IReadOnlyList<ChatTurn> Turns)
{
    public string SystemText => string.Join("\n\n", System.OfType<TextPart>().Select(part => part.Text));

    public static ChatTurns Of(JsonElement messages)
    {
        List<ChatPart> system = [];
        List<ChatTurn> turns = [];
        Dictionary<string, string> called = new(StringComparer.Ordinal);
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string role = message.Text("role") ?? "user";
            List<ChatPart> parts = role is "tool" or "function" ? [Result(message, called)] : [.. Content(message), .. Calls(message)];
            foreach (CallPart call in parts.OfType<CallPart>())
            {
                called[call.Id] = call.Name;
            }

            switch (role)
            {
                case "system" or "developer":
                    system.AddRange(parts);
                    break;
                case "tool" or "function" when turns is [.., { Role: "tool" } before]:
                    turns[^1] = before with { Parts = [.. before.Parts, .. parts] };
                    break;
                default:
                    turns.Add(new(role is "tool" or "function" ? "tool" : role is "assistant" or "model" ? "assistant" : "user", parts));
                    break;
            }
        }

        return new(system, turns);
    }

    static IEnumerable<ChatPart> Content(JsonElement message) => message.Member("content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } said ? [new TextPart(said, null)] : [],
        { ValueKind: JsonValueKind.Array } parts => parts.EnumerateArray().Select(Part),
        { } other => [new TextPart(Grading.CompactJson.Of(other), null)],
        null => [],
    };

    static ChatPart Part(JsonElement part) => part.ValueKind == JsonValueKind.String ? new TextPart(part.GetString()!, null) : part.Text("type") switch
    {
        "text" or "input_text" or "output_text" when part.Text("text") is { } text => new TextPart(text, part),
        "image_url" => Image(part.Text("image_url", "url") ?? part.Text("image_url") ?? "", part),
        "input_image" => Image(part.Text("image_url") ?? "", part),
        "image" when part.Text("source", "data") is { } data => new ImagePart(part.Text("source", "media_type"), data, null, part),
        "image" when part.Text("source", "url") is { } url => new ImagePart(null, null, url, part),
        "tool_use" => new CallPart(part.Text("id") ?? "", part.Text("name") ?? "", part.Member("input") ?? s_nothing, part),
        "tool_result" => new ResultPart(part.Text("tool_use_id") ?? "", "", TextOf(part), part),
        null when part.Text("text") is { } text => new TextPart(text, part),
        _ => new OwnPart(part),
    };

    static ImagePart Image(string url, JsonElement part)
    {
        if (!url.StartsWith("data:", StringComparison.Ordinal))
        {
            return new(null, null, url, part);
        }

        int comma = url.IndexOf(',', StringComparison.Ordinal);
        string head = comma < 0 ? "" : url["data:".Length..comma];
        return new(head.Split(';')[0], comma < 0 ? "" : url[(comma + 1)..], null, part);
    }

    static IEnumerable<CallPart> Calls(JsonElement message) =>
        message.Items("tool_calls").Select(call => new CallPart(call.Text("id") ?? "", call.Text("function", "name") ?? "", Arguments(call), call));

    static JsonElement Arguments(JsonElement call)
    {
        if (call.Member("function", "arguments") is not { } written)
        {
            return s_nothing;
        }

        try
        {
            return written.ValueKind == JsonValueKind.String ? UnicodeJson.Parse(written.GetString()!) : written;
        }
        catch (JsonException)
        {
            return written;
        }
    }

    static ResultPart Result(JsonElement message, Dictionary<string, string> called)
    {
        string id = message.Text("tool_call_id") ?? message.Text("name") ?? "";
        return new(id, message.Text("name") ?? called.GetValueOrDefault(id) ?? id, TextOf(message), null);
    }

    static string TextOf(JsonElement message) => message.Member("content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => part.Text("text"))),
        { } other => Grading.CompactJson.Of(other),
        null => "",
    };

    static readonly JsonElement s_nothing = JsonElement.Parse("{}"u8);
}
