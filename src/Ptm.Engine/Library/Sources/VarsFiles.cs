using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources;

/// <summary>Reads the variables of a case that stand in files of their own: <c>vars: a.yaml</c>, a list of files, or a pattern. Of one name the last file's value counts.</summary>
internal static class VarsFiles
{
    /// <summary>Whether a <c>vars</c> names files.</summary>
    public static bool Are(YamlNode? vars) => vars is YamlScalar { Type: YamlScalarType.Text } or YamlSequence { Items: [YamlScalar { Type: YamlScalarType.Text }, ..] };

    /// <param name="vars">A text, or a list of texts.</param>
    /// <param name="file">The file that names them; relative paths start from its folder. A file that cannot be used is an error of the case.</param>
    /// <param name="reached">Takes the files.</param>
    public static JsonElement Read(YamlNode vars, FileReading file, ICollection<string> reached)
    {
        JsonObject all = [];
        foreach (YamlNode item in vars is YamlSequence sequence ? sequence.Items : [vars])
        {
            if (item is not YamlScalar name)
            {
                file.LoseCheck($"'vars' takes a mapping, or the names of files that hold one, and this is {item.Kind}.", item);
                continue;
            }

            try
            {
                foreach (string path in SourceFiles.Find(FileReference.Parse(name.Text.Trim(), file.Folder), name.In(file.Path)))
                {
                    Add(path, name, file, reached, all);
                }
            }
            catch (PtmException e)
            {
                file.LoseCheck(e.Diagnostics[0].Location is { Line: > 0 } place && place.File != file.Path ? $"{place}: {e.Diagnostics[0].Message}" : e.Diagnostics[0].Message, name);
            }
        }

        return JsonSerializer.SerializeToElement(all);
    }

    static void Add(string path, YamlScalar name, FileReading file, ICollection<string> reached, JsonObject all)
    {
        lock (reached)
        {
            if (!reached.Contains(path))
            {
                reached.Add(path);
            }
        }

        if (FileReference.ExtensionOf(path) is not (".yaml" or ".yml" or ".json"))
        {
            file.LoseCheck($"{path} is no file of variables; .yaml, .yml and .json are.", name);
            return;
        }

        JsonElement read = DataValue.Read(path);
        if (read.ValueKind != JsonValueKind.Object)
        {
            file.LoseCheck($"{path} holds no mapping of variables.", name);
            return;
        }

        foreach (JsonProperty variable in read.EnumerateObject())
        {
            if (KeyPolicy.IsExpectation(variable.Name))
            {
                file.LoseCheck($"{path} holds '{variable.Name}', a column of tables; among variables it checks nothing. Assertions belong into 'assert'.", name);
            }

            all[variable.Name] = JsonNode.Parse(variable.Value.GetRawText(), documentOptions: new() { MaxDepth = 1000 });
        }
    }
}
