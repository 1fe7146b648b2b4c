using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Library.Sources.Csv;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources.Prompts;

/// <summary>Reads the prompts of a file; what a file holds follows from its extension.</summary>
internal static class PromptFile
{
    const string Separator = "---";

    /// <exception cref="PtmException">The file cannot be read or holds no prompt.</exception>
    public static IReadOnlyList<PromptText> Read(string path, string? function, SourceFiles files, SourceLocation place)
    {
        if (CodeReference.OfPath(path, "/", place) is not null)
        {
            return [new(null, null) { Code = FileReference.Scheme + path + (function is null ? "" : ":" + function) }];
        }

        List<PromptText> prompts = FileReference.ExtensionOf(path) switch
        {
            ".txt" => [.. Parts(path, SourceText.Read(path))],
            ".jsonl" => [.. Lines(path, SourceText.Read(path))],
            ".csv" => [.. Table(path)],
            ".yaml" or ".yml" => [new(Json(path, files), new(path, 1, 1))],
            ".json" => [new(Compact(SourceText.Read(path)), new(path, 1, 1))],
            ".md" or ".j2" => [new(SourceText.Read(path), new(path, 1, 1))],
            var extension => throw new PtmException(new Diagnostic(
                DiagnosticCodes.NotSupportedYet,
                DiagnosticSeverity.Error,
                $"{path} is no file of prompts: a '{extension}' file holds none; .txt, .md, .j2, .json, .jsonl, .yaml and .csv do, and .js, .ts and .py make them.",
                place)),
        };
        return prompts.Count > 0 ? prompts : throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"There is no prompt in {path}.", place));
    }

    // As in promptfoo; it shows where a case puts a prefix or a suffix around it. What is JSON only once it is filled stays as it stands.
    static string Compact(string text)
    {
        try
        {
            return CompactJson.Of(JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 }));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return text;
        }
    }

    // Prompts stand between lines of dashes.
    internal static IEnumerable<PromptText> Parts(string path, string text)
    {
        int line = 1;
        int start = 1;
        List<string> part = [];
        foreach (string next in text.ReplaceLineEndings("\n").Split('\n').Append(Separator))
        {
            if (next.Trim() != Separator)
            {
                part.Add(next);
            }
            else
            {
                int blank = part.TakeWhile(string.IsNullOrWhiteSpace).Count();
                if (blank < part.Count)
                {
                    yield return new(string.Join('\n', part).Trim(), new(path, start + blank, 1));
                }

                part.Clear();
                start = line + 1;
            }

            line++;
        }
    }

    static IEnumerable<PromptText> Lines(string path, string text)
    {
        int line = 0;
        foreach (string next in text.Split('\n'))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(next))
            {
                yield return new(next.Trim(), new(path, line, 1));
            }
        }
    }

    static IEnumerable<PromptText> Table(string path)
    {
        using StreamReader reader = SourceText.Open(path);
        CsvReader csv = new(reader, path, CsvFile.Look(path).Delimiter);
        CsvRow? header = csv.Next();
        string[] columns = [.. header?.Fields.Select(column => column.Text.Trim()) ?? []];
        int prompt = Math.Max(0, Array.IndexOf(columns, "prompt"));
        int label = Array.IndexOf(columns, "label");

        // A list of prompts needs no header: then the first line is one too.
        if (header is { IsBlank: false } only && !columns.Contains("prompt"))
        {
            yield return new(only.Fields[0].Text, new(path, only.Line, 1));
        }

        while (csv.Next() is { } row)
        {
            if (!row.IsBlank && prompt < row.Fields.Count)
            {
                CsvField text = row.Fields[prompt];
                yield return new(text.Text, new(path, text.Line, text.Column))
                {
                    Label = label >= 0 && label < row.Fields.Count && row.Fields[label].Text.Trim() is { Length: > 0 } named ? named : null,
                };
            }
        }
    }

    // A chat prompt in YAML means the same as one in JSON; a message may stand in a file of its own.
    // What is no YAML before its templates are filled, such as a list made by a loop, is text, as in promptfoo.
    static string Json(string path, SourceFiles files)
    {
        string text = SourceText.Read(path);
        try
        {
            return YamlFile.Parse(path, new StringReader(text)) is { } node ? YamlJson.ToJson(Filled(node, files, path), path).GetRawText() : "";
        }
        catch (PtmException e) when (e.Diagnostics[0] is { Code: DiagnosticCodes.InvalidSyntax or DiagnosticCodes.Duplicate } finding)
        {
            if (!text.Contains("{%", StringComparison.Ordinal) && !text.Contains("{{", StringComparison.Ordinal))
            {
                files.Config.Report(finding with { Severity = DiagnosticSeverity.Warning, Message = $"{finding.Message} The prompt is taken as text." });
            }

            return text;
        }
    }

    static YamlNode Filled(YamlNode node, SourceFiles files, string path) => node switch
    {
        YamlSequence sequence => new YamlSequence([.. sequence.Items.Select(item => Filled(item, files, path))], node.Line, node.Column),
        YamlMapping mapping => new YamlMapping([.. mapping.Entries.Select(entry => entry with { Value = Filled(entry.Value, files, path) })], node.Line, node.Column),
        YamlScalar { Text: var text } when FileReference.Is(text) => new YamlScalar(Content(text, files, node.In(path)), isPlain: false, node.Line, node.Column),
        _ => node,
    };

    static string Content(string reference, SourceFiles files, SourceLocation place)
    {
        string path = SourceFiles.Find(FileReference.Parse(reference, files.Folder), place)[0];
        files.Reach(path);
        return FileReference.ExtensionOf(path) is ".json" or ".yaml" or ".yml" ? DataValue.Read(path).GetRawText() : SourceText.Read(path);
    }
}
