using System.Text.Json;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Sources.Prompts;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads the <c>prompts</c> of a promptfoo config: inline text, files, functions, programs, objects, and a map from a file to its label.</summary>
internal sealed class PromptfooPrompts(FileReading file, List<string> reached)
{
    static readonly string[] s_keys = ["id", "label", "raw", "display", "config", "prompt", "function"];
    static readonly string[] s_remote = ["langfuse://", "portkey://", "helicone://", "http://", "https://"];

    readonly SourceFiles _files = new(file, reached);
    readonly List<PromptfooPrompt> _prompts = [];
    readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    public IReadOnlyList<PromptfooPrompt> Read(YamlNode? node)
    {
        switch (node)
        {
            case null:
                // As in promptfoo, whose default prompt is the variable of that name.
                Add("{{prompt}}", new(), new("{{prompt}}", null), null);
                break;
            case YamlSequence sequence:
                sequence.Items.ForEach(Item);
                break;
            case YamlMapping map when map.Find("raw") is null && map.Find("id") is null && map.Find("label") is null:
                map.Entries.ForEach(entry => Text(entry.Key.Text, new() { Label = (entry.Value as YamlScalar)?.Text }, entry.Key));
                break;
            default:
                Item(node);
                break;
        }

        return _prompts;
    }

    void Item(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                Text(scalar.Text, new(), scalar);
                break;
            case YamlMapping mapping:
                Object(new(mapping, file));
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A prompt is text, a file or a mapping, and this is {node.Kind}.", node);
                break;
        }
    }

    void Object(MappingReader reader)
    {
        KeyPolicy.Promptfoo.Check(reader, "A prompt", s_keys);
        string? id = reader.Text("id");
        string key = reader.Node("raw") is not null ? "raw" : reader.Node("function") is not null ? "function" : "id";
        if (reader.Text(key) is not { } content)
        {
            file.Error(DiagnosticCodes.InvalidValue, "A prompt that is a mapping needs 'raw' (its text or file://) or an 'id' that is a file.", reader.Mapping);
            return;
        }

        Text(content, new() { Id = key == "id" ? null : id, Label = reader.Text("label"), Config = reader.Json("config"), Location = reader.Location }, reader.Node(key)!);
    }

    void Text(string text, PromptNames names, YamlNode at)
    {
        if (Array.Find(s_remote, remote => text.StartsWith(remote, StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal)) is { } service)
        {
            file.Error(DiagnosticCodes.NotSupportedYet, $"A prompt of '{service}' is not fetched: it has to be the same at every run. Save it in a file and name that.", at);
        }
        else if (PromptSource.Program(text, file.Folder) is { } program)
        {
            names = names with { Location = names.Location ?? at.In(file.Path) };
            Add(text, names, new(null, null) { Code = program }, null);
        }
        else if (PromptSource.IsFile(text))
        {
            Files(text, names with { Location = at.In(file.Path) }, at);
        }
        else
        {
            Add(text, names with { Location = names.Location ?? at.In(file.Path) }, new(text, at.In(file.Path)), null);
        }
    }

    void Files(string text, PromptNames names, YamlNode at)
    {
        (string path, string? function) = PromptSource.Split(text, file.Folder);
        try
        {
            foreach (string found in SourceFiles.Find(FileReference.Parse(path, file.Folder), at.In(file.Path)))
            {
                _files.Reach(found);
                string shown = Path.GetRelativePath(file.Folder, found).Replace('\\', '/');
                string named = function is null ? shown : $"{shown}:{function}";
                foreach (PromptText prompt in PromptFile.Read(found, function, _files, at.In(file.Path)))
                {
                    Add(named, names, prompt, named);
                }
            }
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                file.Report(finding with { Location = finding.Location ?? at.In(file.Path) });
            }
        }
    }

    void Add(string name, PromptNames given, PromptText prompt, string? filePath)
    {
        if (prompt.Code is null && string.IsNullOrEmpty(prompt.Text))
        {
            file.Report(new(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, "This prompt is empty.", given.Location ?? new(file.Path)));
        }

        string? label = prompt.Label ?? given.Label;
        string basis = given.Id ?? label ?? name;
        int count = _taken[basis] = _taken.GetValueOrDefault(basis) + 1;
        string[] names = [.. new[] { given.Id, label, given.Label, filePath, prompt.Text, basis }.OfType<string>().Distinct(StringComparer.Ordinal)];
        _prompts.Add(new(count == 1 ? basis : $"{basis}#{count}", label ?? basis, prompt.Text, names, given.Location, prompt.Location)
        {
            Code = prompt.Code,
            CodeConfig = given.Config,
        });
    }

    /// <summary>What the config says of a prompt besides its text.</summary>
    sealed record PromptNames
    {
        public string? Id { get; init; }

        public string? Label { get; init; }

        public JsonElement? Config { get; init; }

        public SourceLocation? Location { get; init; }
    }
}
