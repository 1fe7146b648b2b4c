using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Sources.Csv;
using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Grading.Metrics.Agreement;

/// <summary>Reads outputs with labels: JSON Lines, CSV, or a list in JSON or YAML, by the file's extension.</summary>
internal static class LabelledFile
{
    public const string Extensions = ".jsonl, .csv, .json or .yaml";

    /// <exception cref="PtmException">The file cannot be read, or something in it is wrong; every finding is in it.</exception>
    public static IReadOnlyList<LabelledOutput> Read(string path)
    {
        path = Path.GetFullPath(path);
        FileReading file = new(path);
        if (!File.Exists(path))
        {
            file.Error(DiagnosticCodes.FileNotFound, $"There is no file {path}.");
            file.ThrowIfWrong();
        }

        List<LabelledOutput> outputs = [];
        foreach (YamlNode node in Nodes(path, file))
        {
            if (node is YamlMapping mapping)
            {
                if (Output(new(mapping, file)) is { } output)
                {
                    outputs.Add(output);
                }
            }
            else
            {
                file.Error(DiagnosticCodes.InvalidValue, $"A labelled output is a mapping with 'output' and 'label', and this is {node.Kind}.", node);
            }
        }

        file.ThrowIfWrong();
        return outputs;
    }

    static IEnumerable<YamlNode> Nodes(string path, FileReading file)
    {
        switch (FileReference.ExtensionOf(path))
        {
            case ".jsonl" or ".ndjson":
                return Lines(path);
            case ".csv":
                return Rows(path, file);
            case ".json":
                return Items(JsonNodes.Parse(SourceText.Read(path), path), file);
            case ".yaml" or ".yml":
                return Items(YamlFile.Read(path), file);
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A file of labelled outputs ends in {Extensions}.");
                return [];
        }
    }

    static List<YamlNode> Items(YamlNode? root, FileReading file)
    {
        if (root is YamlSequence list)
        {
            return list.Items;
        }

        file.Error(DiagnosticCodes.InvalidValue, $"A file of labelled outputs is a list, and this is {root?.Kind ?? "empty"}.", root);
        return [];
    }

    static IEnumerable<YamlNode> Lines(string path)
    {
        int number = 0;
        foreach (string line in SourceText.Read(path).Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return JsonNodes.Parse(line, path, number);
            }
        }
    }

    static IEnumerable<YamlNode> Rows(string path, FileReading file)
    {
        (char delimiter, bool hasHint) = CsvFile.Look(path);
        using StringReader text = new(SourceText.Read(path));
        CsvReader reader = new(text, path, delimiter);
        if (hasHint)
        {
            reader.Next();
        }

        CsvRow? first = reader.Next();
        string[] header = [.. first?.Fields.Select(field => field.Text.Trim()) ?? []];
        if (header.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            file.Report(new(DiagnosticCodes.Duplicate, DiagnosticSeverity.Error, $"The column '{Quote.Cut(twice)}' is there twice.", new(path, first!.Value.Line, 1)));
            yield break;
        }

        while (reader.Next() is { } row)
        {
            if (row.IsBlank)
            {
                continue;
            }

            if (row.Fields.Count > header.Length)
            {
                file.Report(new(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"The row has {row.Fields.Count} fields, and the header {header.Length}.", new(path, row.Line, 1)));
                continue;
            }

            yield return new YamlMapping(
                [.. row.Fields.Select((field, column) => new YamlEntry(new(header[column], isPlain: false, 1, 1), new YamlScalar(field.Text, isPlain: false, field.Line, field.Column)))],
                row.Line,
                1);
        }
    }

    static LabelledOutput? Output(MappingReader reader)
    {
        string? output = reader.Node("output") switch
        {
            null => null,
            YamlScalar scalar => scalar.Text,
            { } other => CompactJson.Of(YamlJson.ToJson(other, reader.File.Path)),
        };
        if (output is null)
        {
            reader.File.Error(DiagnosticCodes.InvalidValue, "A labelled output needs an 'output', the text that a person judged.", reader.Mapping);
            return null;
        }

        bool? passes = reader.Text("label")?.Trim().ToUpperInvariant() switch
        {
            "PASS" or "PASSED" or "TRUE" or "YES" or "1" or "GOOD" => true,
            "FAIL" or "FAILED" or "FALSE" or "NO" or "0" or "BAD" => false,
            _ => null,
        };
        if (passes is not { } label)
        {
            reader.File.Error(DiagnosticCodes.InvalidValue, "A labelled output needs a 'label', what a person said of it: pass or fail.", reader.Node("label") ?? reader.Mapping);
            return null;
        }

        YamlMapping rest = new([.. reader.Mapping.Entries.Where(entry => entry.Key.Text is not ("output" or "label" or "criteria"))], reader.Mapping.Line, reader.Mapping.Column);
        return new(output, label, reader.Text("criteria") is { Length: > 0 } criteria ? criteria : null, YamlJson.ToJson(rest, reader.File.Path), reader.Location);
    }
}
