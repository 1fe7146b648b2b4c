using System.Buffers;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>The files of a skill's bundle.</summary>
internal static class SkillFiles
{
    const int MostFiles = 200;
    const int LongestPath = 200;
    const int MostCharacters = 5_000_000;

    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="PtmException">There are too many, they are too large, or a path leaves the bundle (422).</exception>
    public static void Refuse(IReadOnlyDictionary<string, string>? files)
    {
        if (files is null)
        {
            return;
        }

        if (files.Count > MostFiles || files.Values.Sum(content => (long)content.Length) > MostCharacters)
        {
            throw Rights.Invalid($"A skill has at most {MostFiles} files, of {MostCharacters} characters together.");
        }

        if (files.Keys.FirstOrDefault(path => !IsInside(path)) is { } outside)
        {
            throw Rights.Invalid($"'{Rights.Shown(outside)}' is no path of a skill's file: it is relative, with forward slashes, without '.' and '..', and not SKILL.md, which comes from the prompt.");
        }
    }

    public static SkillContents Contents(StoredSkill skill, PromptDefinition prompt) => new()
    {
        PromptMd = Markdown(skill.Skill, prompt),
        Manifest = Manifest(skill.Skill, prompt),
        Files = skill.Files,
    };

    static bool IsInside(string path) =>
        path.Length is > 0 and <= LongestPath
        && !path.Equals("SKILL.md", StringComparison.OrdinalIgnoreCase)
        && !path.Any(letter => char.IsControl(letter) || letter is '\\' or ':')
        && path.Split('/').All(part => part.Length > 0 && part is not ("." or ".."));

    static string Markdown(Skill skill, PromptDefinition prompt)
    {
        StringBuilder text = new("---\n");
        text.Append("name: ").Append(Quoted(SkillNames.Slug(skill.QualifiedName))).Append('\n');
        text.Append("description: ").Append(Quoted(skill.Description)).Append('\n');
        return text.Append("---\n\n").Append(EnginePrompts.Contents(prompt).PromptText).Append('\n').ToString();
    }

    // A JSON string is a YAML string, whatever is in it.
    static string Quoted(string text) => JsonSerializer.Serialize(text, SkillJson.Default.String);

    static JsonElement Manifest(Skill skill, PromptDefinition prompt)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", skill.Name);
            writer.WriteString("qualified_name", skill.QualifiedName);
            writer.WriteString("description", skill.Description);
            writer.WriteString("prompt_id", skill.PromptId);
            writer.WriteNumber("version", skill.PromptVersion ?? 1);
            writer.WriteStartArray("inputs");
            foreach (string input in prompt.Tests.SelectMany(test => test.Vars.EnumerateObject().Select(variable => variable.Name)).Distinct(StringComparer.Ordinal))
            {
                writer.WriteStringValue(input);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SkillJson : System.Text.Json.Serialization.JsonSerializerContext;
