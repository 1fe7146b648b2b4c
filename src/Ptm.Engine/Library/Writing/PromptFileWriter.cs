using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Library.Writing;

/// <summary>Writes a prompt as a prompt file: what is read from it is the same prompt.</summary>
internal static class PromptFileWriter
{
    const int MostInAName = 120;

    /// <summary>The file's content, with the prompt's version and the digest by which an edit is noticed.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="path">Where it is to be written, for errors; nothing is written here.</param>
    /// <exception cref="PtmException">PTM3004: prompt files cannot say what the prompt holds.</exception>
    public static string Write(PromptDefinition prompt, string path)
    {
        if (prompt.IsPromptfoo)
        {
            throw Refused(prompt, path, "it comes from a promptfoo config, whose rules for variables are not those of a prompt file. Keep the config itself", null);
        }

        string hash;
        string yaml;
        PromptDefinition read;
        try
        {
            hash = PromptHash.Of(prompt);
            yaml = YamlText.Of(JsonElement.Parse(Document(prompt with { Hash = hash }).ToJsonString()));
            read = Parse(path, yaml);
        }
        catch (PtmException e)
        {
            throw Refused(prompt, path, e.Diagnostics[0].Message.TrimEnd('.'), e);
        }
        catch (JsonException e)
        {
            throw Refused(prompt, path, e.Message.TrimEnd('.'), e);
        }

        return PromptHash.Of(read) == hash
            ? yaml
            : throw Refused(prompt, path, "it holds something that prompt files cannot say: an assertion whose 'value' is null, a number beyond double precision, or a feature of a newer version", null);
    }

    /// <summary>Whether a file holds something else than was pulled into it; true also for one that was never pulled or cannot be read.</summary>
    public static bool IsEdited(string path)
    {
        try
        {
            PromptDefinition prompt = Parse(path, File.ReadAllText(path));
            return prompt.Hash is null || prompt.Hash != PromptHash.Of(prompt);
        }
        catch (PtmException)
        {
            return true;
        }
    }

    /// <summary>The id of the prompt in a file; null where there is none to be read.</summary>
    public static string? IdIn(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path)).Id;
        }
        catch (PtmException)
        {
            return null;
        }
    }

    /// <summary>A file's name for a prompt, which is in no other folder than it is put into: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public static string FileNameOf(string promptId)
    {
        string name = string.Concat(promptId.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' ? character : '-'));
        name = name.Length > MostInAName ? name[..MostInAName] : name;
        return (name.StartsWith('.') ? "-" + name[1..] : name) + ".yaml";
    }

    static PromptDefinition Parse(string path, string yaml)
    {
        using StringReader reader = new(yaml);
        return PromptFileReader.Read(path, YamlFile.Parse(path, reader)).Prompts[0];
    }

    // A prompt travels in the names of prompt files; what is not the file's is left out, and ids that follow from the descriptions.
    static JsonObject Document(PromptDefinition prompt)
    {
        JsonObject document = JsonSerializer.SerializeToNode(prompt with { VisibilityScope = null }, PtmJson.For<PromptDefinition>())!.AsObject();
        for (int i = 0; i < prompt.Tests.Count; i++)
        {
            TestCase test = prompt.Tests[i];
            JsonObject written = document["tests"]![i]!.AsObject();
            if (test.Description.Length > 0 && test.Description == test.Id)
            {
                written.Remove("id");
            }

            if (test.Vars.GetPropertyCount() == 0)
            {
                written.Remove("vars");
            }
        }

        return document;
    }

    static PtmException Refused(PromptDefinition prompt, string path, string why, Exception? inner) =>
        new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"The prompt '{CaseName.OneLine(prompt.Id)}' cannot be kept as a file: {why}.", new(path)), inner);
}
