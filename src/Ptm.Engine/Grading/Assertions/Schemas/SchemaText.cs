using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>A schema written as a text, in JSON or in YAML.</summary>
internal static class SchemaText
{
    const string Name = "schema";

    public static bool TryParse(string text, out JsonElement schema)
    {
        if (JsonText.TryParse(text, out schema))
        {
            return true;
        }

        try
        {
            using StringReader reader = new(text);
            if (YamlFile.Parse(Name, reader) is { } node)
            {
                schema = YamlJson.ToJson(node, Name);
                return true;
            }
        }
        catch (PtmException)
        {
        }

        return false;
    }
}
