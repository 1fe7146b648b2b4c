using System.Text.Json;

namespace Ptm.Engine.Providers.Models.Chat;

/// <summary>A tool that is offered to the model, whichever API's shape it was written in.</summary>
/// <param name="Name">Its name; null for a tool of the service itself, such as a web search, which only <paramref name="Raw"/> describes.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schema">JSON Schema of its arguments.</param>
/// <param name="Raw">The tool as written.</param>
internal sealed record OfferedTool(string? Name, string? Description, JsonElement? Schema, JsonElement Raw)
{
    static readonly JsonElement s_noArguments = JsonElement.Parse("""{"type":"object","properties":{}}"""u8);

    public JsonElement SchemaOrNone => Schema ?? s_noArguments;

    /// <summary>The tools of a request; a single one may stand without a list.</summary>
    public static IReadOnlyList<OfferedTool> Of(JsonElement? tools) => tools switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().SelectMany(Read)],
        { ValueKind: JsonValueKind.Object } one => [.. Read(one)],
        _ => [],
    };

    static IEnumerable<OfferedTool> Read(JsonElement tool) =>
        tool.Member("function") is { ValueKind: JsonValueKind.Object } function ? [new(function.Text("name"), function.Text("description"), function.Member("parameters"), tool)]
        : tool.Member("toolSpec") is { } spec ? [new(spec.Text("name"), spec.Text("description"), spec.Member("inputSchema", "json"), tool)]
        : (tool.Member("functionDeclarations") ?? tool.Member("function_declarations")) is { ValueKind: JsonValueKind.Array } declared
            ? declared.EnumerateArray().Select(one => new OfferedTool(one.Text("name"), one.Text("description"), one.Member("parametersJsonSchema") ?? one.Member("parameters"), tool))
        : tool.Member("input_schema") is { } schema ? [new(tool.Text("name"), tool.Text("description"), schema, tool)]
        : tool.Text("type") is null or "function" && tool.Text("name") is { } name ? [new(name, tool.Text("description"), tool.Member("parameters") ?? tool.Member("inputSchema"), tool)]
        : [new(null, null, null, tool)];
}

/// <summary>Whether and which tool the model has to call, whichever API's shape it was written in.</summary>
/// <param name="Mode"><c>auto</c>, <c>none</c>, <c>required</c> or <c>tool</c>.</param>
/// <param name="Name">The tool's name with <c>tool</c>.</param>
internal sealed record ToolChoice(string Mode, string? Name)
{
    /// <summary>Null where the shape is known to no API.</summary>
    public static ToolChoice? Of(JsonElement? written) => written switch
    {
        { ValueKind: JsonValueKind.String } mode => mode.GetString() switch
        {
            "auto" => new("auto", null),
            "none" => new("none", null),
            "required" or "any" => new("required", null),
            { } name => new("tool", name),
            null => null,
        },
        { ValueKind: JsonValueKind.Object } choice => OfObject(choice),
        _ => null,
    };

    static ToolChoice? OfObject(JsonElement choice) =>
        (choice.Text("function", "name") ?? choice.Text("tool", "name")) is { } named ? new("tool", named)
        : choice.Text("type") is { } type ? type switch
        {
            "tool" or "function" when choice.Text("name") is { } name => new("tool", name),
            "auto" or "none" => new(type, null),
            "any" or "required" => new("required", null),
            _ => null,
        }
        : choice.TryGetProperty("auto", out _) ? new("auto", null)
        : choice.TryGetProperty("any", out _) ? new("required", null)
        : null;
}
