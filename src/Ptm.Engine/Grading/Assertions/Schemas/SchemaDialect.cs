using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>Turns what promptfoo's schemas may say beyond the drafts into draft 7: <c>nullable: true</c> of OpenAPI.</summary>
internal static class SchemaDialect
{
    public static JsonElement Translate(JsonElement schema)
    {
        string text = schema.GetRawText();
        if (!text.Contains("nullable", StringComparison.Ordinal))
        {
            return schema;
        }

        JsonNode copy = JsonNode.Parse(text)!;
        Rewrite(copy);
        return JsonSerializer.SerializeToElement(copy);
    }

    static void Rewrite(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Rewrite(item);
            }

            return;
        }

        if (node is not JsonObject schema)
        {
            return;
        }

        if (schema["nullable"] is JsonValue nullable && nullable.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            bool allowed = nullable.GetValueKind() == JsonValueKind.True;
            schema.Remove("nullable");
            if (allowed && schema["type"] is JsonValue type)
            {
                schema["type"] = new JsonArray(type.DeepClone(), "null");
            }
        }

        // What these hold is data of the author's, whatever it looks like.
        foreach ((string name, JsonNode? inner) in schema)
        {
            if (name is not ("const" or "enum" or "default" or "examples"))
            {
                Rewrite(inner);
            }
        }
    }
}
