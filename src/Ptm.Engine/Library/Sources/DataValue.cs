using System.Text.Json;
using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources;

/// <summary>Reads the value that a data file holds: what JSON and YAML say, the text of every other file without the white space around it.</summary>
internal static class DataValue
{
    /// <exception cref="PtmException">The file cannot be read or is no valid JSON or YAML.</exception>
    public static JsonElement Read(string path)
    {
        string text = SourceText.Read(path);
        return FileReference.ExtensionOf(path) switch
        {
            ".json" => YamlJson.ToJson(JsonNodes.Parse(text, path), path),
            ".yaml" or ".yml" => OfYaml(path, text),
            _ => JsonSerializer.SerializeToElement(text.Trim()),
        };
    }

    public static JsonElement OfYaml(string path, string text) =>
        YamlFile.Parse(path, new StringReader(text)) is { } node ? YamlJson.ToJson(node, path) : JsonElement.Parse("null"u8);
}
