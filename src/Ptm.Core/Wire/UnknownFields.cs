using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Wire;

/// <summary>Fields of a document that nobody knows: the root's under their names, the others under their paths.</summary>
internal sealed class UnknownFields
{
    const string Root = "$";

    JsonObject? _fields;

    public void Add(string path, Dictionary<string, JsonElement>? unknown)
    {
        foreach ((string name, JsonElement value) in unknown ?? [])
        {
            (_fields ??= [])[path == Root ? name : $"{path}.{name}"] = ToNode(value);
        }
    }

    public JsonObject? ToExtra() => _fields;

    /// <summary>The fields to write again: what stands further in was a finding, and is no field.</summary>
    public static Dictionary<string, JsonElement>? ToWrite(JsonObject? extra)
    {
        Dictionary<string, JsonElement>? fields = null;
        foreach ((string name, JsonNode? value) in extra ?? [])
        {
            if (!name.StartsWith(Root + ".", StringComparison.Ordinal))
            {
                (fields ??= new(StringComparer.Ordinal))[name] = ToElement(value);
            }
        }

        return fields;
    }

    public static JsonElement ToElement(JsonNode? node) => JsonElement.Parse(node?.ToJsonString() ?? "null", new JsonDocumentOptions { MaxDepth = PtmJson.MaxDepth });

    public static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}
