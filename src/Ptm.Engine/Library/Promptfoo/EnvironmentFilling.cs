using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Sources.Prompts;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Fills the texts of YAML nodes. Nodes in which nothing changes stay what they are, and one that an alias repeats is looked at once.</summary>
/// <param name="fill">Fills one text.</param>
internal sealed class EnvironmentFilling(Func<string, string> fill)
{
    static readonly string[] s_wholeParts = ["provider", "providers", "targets", "extensions", "nunjucksFilters", "outputPath"];

    readonly Dictionary<YamlNode, YamlNode> _whole = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<YamlNode, YamlNode> _paths = new(ReferenceEqualityComparer.Instance);

    public YamlNode Fill(YamlNode node) => Fill(node, isWhole: true);

    public YamlMapping FillConfig(YamlMapping config) => (YamlMapping)Fill(config, isWhole: false);

    YamlNode Fill(YamlNode node, bool isWhole)
    {
        if (node is YamlScalar scalar)
        {
            return Fill(scalar, isWhole);
        }

        Dictionary<YamlNode, YamlNode> known = isWhole ? _whole : _paths;
        if (!known.TryGetValue(node, out YamlNode? filled))
        {
            known[node] = filled = node is YamlSequence sequence ? Fill(sequence, isWhole) : Fill((YamlMapping)node, isWhole);
        }

        return filled;
    }

    YamlSequence Fill(YamlSequence sequence, bool isWhole)
    {
        List<YamlNode>? filled = null;
        for (int index = 0; index < sequence.Items.Count; index++)
        {
            YamlNode item = Fill(sequence.Items[index], isWhole);
            if (!ReferenceEquals(item, sequence.Items[index]))
            {
                filled ??= [.. sequence.Items];
                filled[index] = item;
            }
        }

        return filled is null ? sequence : new YamlSequence(filled, sequence.Line, sequence.Column);
    }

    YamlMapping Fill(YamlMapping mapping, bool isWhole)
    {
        List<YamlEntry>? filled = null;
        for (int index = 0; index < mapping.Entries.Count; index++)
        {
            YamlEntry entry = mapping.Entries[index];
            YamlNode value = Fill(entry.Value, isWhole || s_wholeParts.Contains(entry.Key.Text));
            if (!ReferenceEquals(value, entry.Value))
            {
                filled ??= [.. mapping.Entries];
                filled[index] = entry with { Value = value };
            }
        }

        return filled is null ? mapping : new YamlMapping(filled, mapping.Line, mapping.Column);
    }

    // Of other parts only what names a file: an id or a message that repeats a text must not tell what the environment holds.
    YamlScalar Fill(YamlScalar scalar, bool isWhole)
    {
        if (scalar.Type != YamlScalarType.Text || !scalar.Text.Contains("{{", StringComparison.Ordinal))
        {
            return scalar;
        }

        string text = fill(scalar.Text);
        return text != scalar.Text && (isWhole || FileReference.Is(scalar.Text) || PromptSource.IsFile(text)) ? new(text, isPlain: false, scalar.Line, scalar.Column) : scalar;
    }
}
