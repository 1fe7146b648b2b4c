using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>
/// Puts the contents of data files in the place of the <c>file://</c> that names them in a provider's <c>config</c>: JSON and YAML what they say, other
/// files their text. As in promptfoo for a model's parameters and for Python; a program in JavaScript and a command read their files themselves.
/// </summary>
/// <param name="file">The file that names them.</param>
/// <param name="reached">Told the files.</param>
/// <param name="isModel">Whether files may name files in turn, and a list's items lists of items, as a model's schemas and tools do.</param>
internal sealed class ProviderFiles(FileReading file, List<string> reached, bool isModel)
{
    const int MostNested = 10;

    static readonly string[] s_data = [".json", ".yaml", ".yml", ".txt", ".md"];

    // What an alias repeats is filled once.
    readonly Dictionary<YamlNode, YamlNode> _filled = new(ReferenceEqualityComparer.Instance);

    public YamlMapping Fill(YamlMapping config) => (YamlMapping)Fill(config, 0);

    YamlNode Fill(YamlNode node, int depth)
    {
        if (node is YamlScalar scalar)
        {
            return IsData(scalar) ? Content(scalar, depth) : scalar;
        }

        if (!_filled.TryGetValue(node, out YamlNode? filled))
        {
            _filled[node] = filled = node is YamlSequence sequence
                ? new YamlSequence([.. sequence.Items.SelectMany(item => Items(item, depth))], node.Line, node.Column)
                : new YamlMapping([.. ((YamlMapping)node).Entries.Select(entry => entry with { Value = Fill(entry.Value, depth) })], node.Line, node.Column);
        }

        return filled;
    }

    List<YamlNode> Items(YamlNode item, int depth) =>
        Fill(item, depth) is var filled && isModel && item is YamlScalar && filled is YamlSequence { Items: var items } ? items : [filled];

    YamlNode Content(YamlScalar scalar, int depth)
    {
        FileReference reference = FileReference.Parse(scalar.Text, file.Folder);
        if (depth == MostNested)
        {
            file.Error(DiagnosticCodes.LimitExceeded, $"Files of a provider name one another more than {MostNested} deep.", scalar);
            return scalar;
        }

        try
        {
            string path = File.Exists(reference.Pattern) ? reference.NativePattern : throw SourceFiles.Missing(reference, scalar.In(file.Path));
            reached.Add(path);
            YamlNode content = reference.Extension switch
            {
                ".json" => JsonNodes.Parse(SourceText.Read(path), path),
                ".yaml" or ".yml" => YamlFile.Read(path) ?? new YamlScalar("null", isPlain: true, scalar.Line, scalar.Column),
                _ => new YamlScalar(SourceText.Read(path), isPlain: false, scalar.Line, scalar.Column),
            };
            return isModel ? Fill(content, depth + 1) : content;
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                file.Report(finding with { Location = finding.Location ?? scalar.In(file.Path) });
            }

            return scalar;
        }
    }

    static bool IsData(YamlScalar scalar) => FileReference.Is(scalar.Text) && s_data.Contains(FileReference.ExtensionOf(scalar.Text));
}
