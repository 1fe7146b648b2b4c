using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Library.Promptfoo;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads who judges (<c>provider</c>), what they are asked (<c>rubricPrompt</c>) and how often, of assertions and of cases.</summary>
/// <param name="providers">The providers of a promptfoo config, which may write a new one where it names it; null for files of ours, which name profiles.</param>
/// <param name="reached">Takes the files of prompts.</param>
internal sealed class JudgeReader(PromptfooProviders? providers, ICollection<string> reached)
{
    static readonly string[] s_kinds = ["text", "embedding", "classification", "moderation"];
    static readonly string[] s_ownKinds = ["any", .. s_kinds];

    /// <summary>How often a judge is asked; null where nothing is said.</summary>
    public static int? Samples(MappingReader reader)
    {
        if (reader.Number("judge_samples", 1, JudgeSample.Most) is not { } number)
        {
            return null;
        }

        if (number == Math.Floor(number))
        {
            return (int)number;
        }

        reader.Wrong("judge_samples", "a whole number", reader.Node("judge_samples")!);
        return null;
    }

    /// <summary>A provider, or a mapping of providers by what they do; null for none.</summary>
    public JudgeNames? Names(YamlNode? node, FileReading file)
    {
        if (node is not YamlMapping mapping || mapping.Find("id") is not null)
        {
            return node is null ? null : Name(node, file) is { } name ? new() { Any = name } : null;
        }

        if (mapping.Entries is [{ Value: YamlMapping }] && !s_kinds.Contains(mapping.Entries[0].Key.Text))
        {
            return Name(node, file) is { } name ? new() { Any = name } : null;
        }

        MappingReader reader = new(mapping, file);
        reader.RefuseOtherKeys("A judge", providers is null ? s_ownKinds : s_kinds);
        return new()
        {
            Any = providers is null ? Of("any") : null,
            Text = Of("text"),
            Embedding = Of("embedding"),
            Classification = Of("classification"),
            Moderation = Of("moderation"),
        };

        string? Of(string kind) => reader.Node(kind) is { } one ? Name(one, file) : null;
    }

    /// <summary>What judges are asked: a text, messages, several of these by name, or a file of one of them; null for none.</summary>
    public JsonElement? Prompt(MappingReader reader, KeyPolicy keys, string folder)
    {
        const string Key = "rubricPrompt";
        YamlNode? node = reader.Node(Key);
        if (node is not YamlScalar { Text: var text } || !FileReference.Is(text) || CodeReference.IsCode(text))
        {
            return reader.Json(Key);
        }

        FileReference reference = FileReference.Parse(text, folder);
        if (!File.Exists(reference.Pattern))
        {
            keys.Lose(reader.File, SourceFiles.Missing(reference, null).Diagnostics[0].Message, node);
            return null;
        }

        if (!reached.Contains(reference.NativePattern))
        {
            reached.Add(reference.NativePattern);
        }

        try
        {
            return DataValue.Read(reference.NativePattern);
        }
        catch (PtmException error)
        {
            keys.Lose(reader.File, error.Diagnostics[0].ToString(), node);
            return null;
        }
    }

    string? Name(YamlNode node, FileReading file)
    {
        if (providers is not null)
        {
            return providers.ForCase(node, file);
        }

        if (node is YamlScalar { Text: { Length: > 0 } name })
        {
            return name;
        }

        file.Error(DiagnosticCodes.InvalidValue, $"A judge is the name of a provider, such as a profile of ptm.yaml, and this is {node.Kind}.", node);
        return null;
    }
}
