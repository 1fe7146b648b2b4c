using Microsoft.Extensions.FileSystemGlobbing;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads the <c>prompts</c> of a promptfoo config: inline text, files (a text file holds one prompt between two lines of <c>---</c>), and objects.</summary>
internal sealed class PromptfooPrompts(FileReading file, List<string> reached)
{
    const string FilePrefix = "file://";

    static readonly string[] s_keys = ["id", "label", "raw", "display", "config", "prompt"];
    static readonly string[] s_extensions = [".txt", ".md", ".json", ".yaml", ".yml", ".j2"];

    readonly List<PromptfooPrompt> _prompts = [];
    readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    public IReadOnlyList<PromptfooPrompt> Read(YamlNode? node)
    {
        switch (node)
        {
            case null:
                // As in promptfoo, whose default prompt is the variable of that name.
                Add("{{prompt}}", null, null, "{{prompt}}", null, null);
                break;
            case YamlScalar scalar:
                Text(scalar);
                break;
            case YamlSequence sequence:
                sequence.Items.ForEach(Item);
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"'prompts' takes text, a file or a list of them, and this is {node.Kind}.", node);
                break;
        }

        return _prompts;
    }

    void Item(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                Text(scalar);
                break;
            case YamlMapping mapping:
                Object(new(mapping, file));
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A prompt is text, a file or a mapping, and this is {node.Kind}.", node);
                break;
        }
    }

    void Text(YamlScalar scalar)
    {
        if (IsFile(scalar.Text))
        {
            Files(scalar.Text, null, null, scalar);
        }
        else
        {
            Add(scalar.Text, null, null, scalar.Text, scalar.In(file.Path), scalar.In(file.Path));
        }
    }

    void Object(MappingReader reader)
    {
        KeyPolicy.Promptfoo.Check(reader, "A prompt", s_keys);
        string? id = reader.Text("id");
        string? label = reader.Text("label");
        string? raw = reader.Text("raw");
        if ((raw ?? id) is not { } content)
        {
            file.Error(DiagnosticCodes.InvalidValue, "A prompt that is a mapping needs 'raw' (its text or file://) or an 'id' that is a file.", reader.Mapping);
            return;
        }

        YamlNode at = reader.Node(raw is null ? "id" : "raw")!;
        if (IsFile(content))
        {
            Files(content, raw is null ? null : id, label, at);
        }
        else
        {
            Add(content, id, label, content, reader.Location, at.In(file.Path));
        }
    }

    static bool IsFile(string text) =>
        text.StartsWith(FilePrefix, StringComparison.Ordinal)
        || (!text.Contains('\n', StringComparison.Ordinal) && !text.Contains("{{", StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal)
            && s_extensions.Contains(Path.GetExtension(text)));

    void Files(string reference, string? id, string? label, YamlNode at)
    {
        string pattern = reference.StartsWith(FilePrefix, StringComparison.Ordinal) ? reference[FilePrefix.Length..] : reference;
        pattern = pattern.Replace('\\', '/');
        string[] paths = Match(pattern);
        if (paths.Length == 0)
        {
            file.Error(DiagnosticCodes.FileNotFound, $"No file matches {Path.GetFullPath(Path.Combine(file.Folder, pattern))}.", at);
        }

        foreach (string path in paths)
        {
            if (!s_extensions.Contains(Path.GetExtension(path)))
            {
                file.Error(DiagnosticCodes.NotSupportedYet, $"A prompt in a '{Path.GetExtension(path)}' file is not supported yet; {string.Join(", ", s_extensions)} are.", at);
                continue;
            }

            reached.Add(path);
            Load(path, Path.GetRelativePath(file.Folder, path).Replace('\\', '/'), id, label, at);
        }
    }

    string[] Match(string pattern)
    {
        if (pattern.IndexOfAny(['*', '?', '[']) < 0)
        {
            string path = Path.GetFullPath(Path.Combine(file.Folder, pattern));
            return File.Exists(path) ? [path] : [];
        }

        Matcher matcher = new(StringComparison.Ordinal);
        matcher.AddInclude(pattern);
        return [.. matcher.GetResultsInFullPath(file.Folder).Order(StringComparer.Ordinal)];
    }

    void Load(string path, string shown, string? id, string? label, YamlNode at)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).ReplaceLineEndings("\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Error(DiagnosticCodes.FileNotFound, $"{path} cannot be read: {e.Message}", at);
            return;
        }

        switch (Path.GetExtension(path))
        {
            case ".txt":
                int line = 1;
                foreach (string part in text.Split("\n---\n"))
                {
                    string trimmed = part.Trim();
                    int leading = part.Length - part.TrimStart().Length;
                    Add(shown, id, label, trimmed, at.In(file.Path), new(path, line + part.AsSpan(0, leading).Count('\n'), 1), shown);
                    line += part.AsSpan().Count('\n') + 2;
                }

                break;
            case ".yaml" or ".yml":
                // A chat prompt in YAML means the same as one in JSON.
                YamlNode? node = YamlFile.Read(path);
                Add(shown, id, label, node is null ? "" : YamlJson.ToJson(node, path).GetRawText(), at.In(file.Path), new(path, 1, 1), shown);
                break;
            default:
                Add(shown, id, label, text, at.In(file.Path), new(path, 1, 1), shown);
                break;
        }
    }

    void Add(string name, string? id, string? label, string text, SourceLocation? location, SourceLocation? textLocation, string? filePath = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            file.Report(new(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, "This prompt is empty.", location ?? new(file.Path)));
        }

        string basis = id ?? label ?? name;
        int count = _taken[basis] = _taken.GetValueOrDefault(basis) + 1;
        string[] names = [.. new[] { id, label, filePath, text, basis }.OfType<string>().Distinct(StringComparer.Ordinal)];
        _prompts.Add(new(count == 1 ? basis : $"{basis}#{count}", label ?? basis, text, names, location, textLocation));
    }
}
