using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>A schema written as a text, in JSON or in YAML.</summary>
internal static class SchemaText
{
    public static bool TryParse(string text, out JsonElement schema)
    {
        if (JsonText.TryParse(text, out schema))
        {
            return true;
        }

        try
        {
            YamlStream stream = [];
            using StringReader reader = new(text);
            stream.Load(reader);
            if (stream.Documents.Count == 1)
            {
                schema = JsonSerializer.SerializeToElement(Convert(stream.Documents[0].RootNode, depth: 0));
                return true;
            }
        }
        catch (YamlException)
        {
        }

        return false;
    }

    static JsonNode? Convert(YamlNode node, int depth)
    {
        if (depth > 100)
        {
            throw new YamlException("The schema nests too deeply.");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                JsonObject members = [];
                foreach ((YamlNode key, YamlNode value) in mapping)
                {
                    members[key.ToString()] = Convert(value, depth + 1);
                }

                return members;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Select(item => Convert(item, depth + 1))]);
            case YamlScalarNode { Style: ScalarStyle.Plain } scalar:
                return Scalar(scalar.Value ?? "");
            default:
                return JsonValue.Create(((YamlScalarNode)node).Value);
        }
    }

    static JsonValue? Scalar(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
