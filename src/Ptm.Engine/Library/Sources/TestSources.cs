using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources.Csv;
using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources;

/// <summary>Reads the cases that <c>tests</c> stands for: written in place, or in the files that it names.</summary>
internal sealed class TestSources(FileReading config, TestCaseReader cases, SourceFiles files)
{
    static readonly (string Prefix, string What)[] s_remote =
    [
        ("huggingface://", "A data set of Hugging Face"),
        ("https://docs.google.com/spreadsheets/", "A Google sheet"),
        ("http://", "An address"),
        ("https://", "An address"),
        ("az://", "A file in a cloud store"),
        ("s3://", "A file in a cloud store"),
        ("gs://", "A file in a cloud store"),
    ];

    /// <summary>The cases in the config's order, part by part. A file of rows is a part of its own, <see cref="StreamedTests"/>.</summary>
    public IReadOnlyList<IEnumerable<RawTestCase>> Read(YamlNode node)
    {
        List<IEnumerable<RawTestCase>> parts = [];
        switch (node)
        {
            case YamlScalar scalar:
                Reference(scalar, parts);
                break;
            case YamlSequence sequence:
                sequence.Items.ForEach(item => Item(item, parts));
                break;
            case YamlMapping mapping when mapping.Find("path") is not null:
                Item(mapping, parts);
                break;
            default:
                config.Error(DiagnosticCodes.InvalidValue, $"'tests' takes a list of test cases or a file, and this is {node.Kind}.", node);
                break;
        }

        return parts;
    }

    void Item(YamlNode item, List<IEnumerable<RawTestCase>> parts)
    {
        switch (item)
        {
            case YamlScalar scalar:
                Reference(scalar, parts);
                break;
            case YamlMapping mapping when mapping.Find("path")?.Value is YamlScalar path && mapping.Find("vars") is null && mapping.Find("assert") is null:
                Try(path, () => Generator(path, mapping.Find("config")?.Value, parts));
                break;
            case YamlMapping mapping:
                parts.Add([cases.ReadTest(new(mapping, config))]);
                break;
            default:
                config.Error(DiagnosticCodes.InvalidValue, $"'tests' takes a list of test cases or a file, and this is {item.Kind}.", item);
                break;
        }
    }

    void Reference(YamlScalar scalar, List<IEnumerable<RawTestCase>> parts)
    {
        string text = scalar.Text.Trim();
        if (scalar.Type != YamlScalarType.Text || text.Length == 0)
        {
            config.Error(DiagnosticCodes.InvalidValue, $"'tests' takes a list of test cases or a file, and this is {(scalar.Type == YamlScalarType.Text ? "an empty text" : scalar.Kind)}.", scalar);
            return;
        }

        if (Array.Find(s_remote, remote => text.StartsWith(remote.Prefix, StringComparison.Ordinal)) is { What: { } what })
        {
            config.Error(
                DiagnosticCodes.NotSupportedYet,
                $"{what} is not fetched: tests have to be the same at every run. Save it as a .csv, .jsonl, .json or .yaml file beside the config and name that file.",
                scalar);
            return;
        }

        Try(scalar, () => Add(FileReference.Parse(text, files.Folder), scalar, parts));
    }

    void Try(YamlScalar at, Action read)
    {
        try
        {
            read();
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                config.Report(finding with { Location = finding.Location ?? at.In(config.Path) });
            }
        }
    }

    void Add(FileReference reference, YamlScalar at, List<IEnumerable<RawTestCase>> parts)
    {
        if (Code(at.Text, at) is not null)
        {
            Generator(at, null, parts);
            return;
        }

        // A sheet of a workbook stands behind a number sign.
        if (reference.Extension.Split('#')[0] is ".xlsx" or ".xls" or ".ods")
        {
            config.Error(DiagnosticCodes.NotSupportedYet, $"'{at.Text}' is a workbook. Save the sheet as CSV (UTF-8) and name that file.", at);
            return;
        }

        foreach (string path in SourceFiles.Find(reference, at.In(config.Path)))
        {
            File(path, at, parts);
        }
    }

    void File(string path, YamlScalar at, List<IEnumerable<RawTestCase>> parts)
    {
        files.Reach(path);
        switch (FileReference.ExtensionOf(path))
        {
            case ".csv" or ".tsv":
                parts.Add(new StreamedTests(path, config, CsvTests.Read));
                break;
            case ".jsonl":
                parts.Add(new StreamedTests(path, config, file => JsonLineTests.Read(file, cases.In(file))));
                break;
            case ".json":
                if (SourceText.Read(path, config, at) is { } text)
                {
                    parts.Add(List(path, JsonNodes.Parse(text, path)));
                }

                break;
            case ".yaml" or ".yml":
                parts.Add(List(path, YamlFile.Read(path)));
                break;
            default:
                config.Error(DiagnosticCodes.NotSupportedYet, $"{path} is no file of tests; .csv, .tsv, .jsonl, .json, .yaml and .yml are.", at);
                break;
        }
    }

    List<RawTestCase> List(string path, YamlNode? root)
    {
        FileReading file = new(path);
        TestCaseReader inFile = cases.In(file);
        List<RawTestCase> read = [];
        switch (root)
        {
            case null:
                file.Error(DiagnosticCodes.NoTests, "The file is empty, so it checks nothing.");
                break;
            case YamlSequence sequence:
                foreach (YamlNode item in sequence.Items)
                {
                    if (item is YamlMapping mapping)
                    {
                        read.Add(inFile.ReadTest(new(mapping, file)));
                    }
                    else
                    {
                        file.Error(DiagnosticCodes.InvalidValue, $"A test case is a mapping, and this is {item.Kind}.", item);
                    }
                }

                break;
            case YamlMapping config when config.Find("tests") is { } tests:
                file.Error(DiagnosticCodes.HiddenChecks, "A file of tests is a list of test cases, and this is a whole config, whose tests would not run.", tests.Key);
                break;
            case YamlMapping one:
                read.Add(inFile.ReadTest(new(one, file)));
                break;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A file of tests is a list of test cases, and this is {root.Kind}.", root);
                break;
        }

        file.CopyTo(config);
        return read;
    }

    // What code makes is only known when it runs; it runs when the config is read, as in promptfoo.
    void Generator(YamlScalar path, YamlNode? settings, List<IEnumerable<RawTestCase>> parts)
    {
        SourceLocation place = path.In(config.Path);
        if (Code(path.Text, path) is not { } code)
        {
            config.Error(DiagnosticCodes.InvalidValue, $"'path' names a file of code that makes tests, such as file://tests.py:create, and this is '{path.Text}'.", path);
            return;
        }

        files.Reach(code.Path);
        JsonElement made = GeneratedTests.Make(code, settings is null ? null : YamlJson.ToJson(settings, config.Path));
        YamlNode root = JsonNodes.Parse(made.ValueKind == JsonValueKind.Undefined ? "null" : made.GetRawText(), code.Path);
        if (root is not YamlSequence { Items: var items } || items.Exists(item => item is not YamlMapping))
        {
            config.Error(DiagnosticCodes.InvalidValue, $"{code.Name} returns a list of test cases, and this was {root.Kind}.", path);
            return;
        }

        FileReading file = new(config.Path);
        TestCaseReader inCode = cases.In(file);
        parts.Add([.. items.Select(item => GeneratedTests.At(inCode.ReadTest(new((YamlMapping)item, file)), place))]);

        // Places inside the JSON that it returned are nobody's; the reference is.
        GeneratedTests.Report(file, config, place, code);
    }

    CodeReference? Code(string text, YamlNode at) => CodeReference.OfPath(FileReference.Is(text) ? text[FileReference.Scheme.Length..] : text, files.Folder, at.In(config.Path));
}
