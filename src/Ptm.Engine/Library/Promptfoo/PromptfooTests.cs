using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads the <c>tests</c> of a promptfoo config, merges <c>defaultTest</c> into each and makes one case of every combination of list variables.</summary>
internal sealed class PromptfooTests
{
    static readonly string[] s_extensions = [".yaml", ".yml", ".json"];

    readonly List<(RawTestCase Test, TestCase Case)> _tests = [];

    public static PromptfooTests Read(MappingReader config, TestCaseReader reader, List<string> reached, UnsupportedFeature[] unsupported)
    {
        RawTestCase? defaults = DefaultTestReader.Read(config, reader, reached);

        // As in promptfoo, whose defaultTest.provider answers no case.
        defaults = defaults is null || defaults.Setup.Provider is null ? defaults : defaults with { Setup = defaults.Setup with { Provider = null } };
        PromptfooTests tests = new();
        CaseIds ids = new();
        foreach (RawTestCase raw in Written(config, reader, reached).Concat(new PromptfooScenarios(reader, reached).Read(config)))
        {
            RawTestCase merged = DefaultTest.Merge(raw, defaults);
            merged = merged with { Unsupported = [.. merged.Unsupported, .. unsupported] };
            merged = merged.Setup.TransformVars is null ? merged : merged with { Setup = merged.Setup with { Unexpanded = merged.Vars } };
            foreach (RawTestCase one in VariableMatrix.Expand(merged))
            {
                tests._tests.Add((one, one.ToTestCase(ids, tests._tests.Count)));
            }
        }

        return tests;
    }

    public bool IsEmpty => _tests.Count == 0;

    /// <summary>Reports every case whose <c>prompts</c> mean no prompt: it would never run.</summary>
    public void RefuseUnknownPrompts(IReadOnlyList<PromptfooPrompt> prompts, FileReading file)
    {
        string[] known = [.. prompts.Select(prompt => prompt.Label).Distinct(StringComparer.Ordinal)];
        foreach (RawTestCase test in _tests.Select(test => test.Test).Where(test => test.Prompts.Count > 0 && !test.Prompts.Any(name => prompts.Any(prompt => prompt.Names.Contains(name)))))
        {
            file.Report(new(
                DiagnosticCodes.HiddenChecks,
                DiagnosticSeverity.Error,
                $"The case names no prompt of this config ({string.Join(", ", test.Prompts)}), so it would never run. {NearestName.Hint(test.Prompts[0], known)}",
                test.Location));
        }
    }

    /// <summary>The cases that <paramref name="prompt"/> is tested with.</summary>
    public IReadOnlyList<TestCase> For(PromptfooPrompt prompt) =>
        [.. _tests.Where(test => test.Test.Prompts.Count == 0 || test.Test.Prompts.Any(prompt.Names.Contains)).Select(test => test.Case)];

    static IEnumerable<RawTestCase> Written(MappingReader config, TestCaseReader reader, List<string> reached)
    {
        FileReading file = config.File;
        switch (config.Node("tests"))
        {
            case null:
                // One case with the default test's variables, as promptfoo runs it; where nothing is asked, nothing is checked.
                return config.Node("scenarios") is null && config.Node("redteam") is null ? [new() { Vars = System.Text.Json.JsonElement.Parse("{}"u8), Location = config.Location }] : [];
            case YamlScalar scalar:
                return FromFile(scalar, file, reader, reached);
            case YamlSequence sequence:
                return sequence.Items.SelectMany(item => item switch
                {
                    YamlMapping mapping => [reader.Read(new(mapping, file))],
                    YamlScalar scalar => FromFile(scalar, file, reader, reached),
                    _ => Refuse(item, file),
                });
            case { } other:
                return Refuse(other, file);
        }
    }

    static IEnumerable<RawTestCase> Refuse(YamlNode node, FileReading file)
    {
        file.Error(DiagnosticCodes.InvalidValue, $"'tests' takes a list of test cases or a file, and this is {node.Kind}.", node);
        return [];
    }

    static List<RawTestCase> FromFile(YamlScalar scalar, FileReading file, TestCaseReader reader, List<string> reached)
    {
        string reference = scalar.Text.StartsWith("file://", StringComparison.Ordinal) ? scalar.Text["file://".Length..] : scalar.Text;
        string path = Path.GetFullPath(Path.Combine(file.Folder, reference.Replace('\\', '/')));
        if (!s_extensions.Contains(Path.GetExtension(path)) || reference.Contains('*', StringComparison.Ordinal))
        {
            file.Error(DiagnosticCodes.NotSupportedYet, $"Tests from '{scalar.Text}' are not supported yet; a .yaml or .json file is.", scalar);
            return [];
        }

        if (!File.Exists(path))
        {
            file.Error(DiagnosticCodes.FileNotFound, $"No file {path}.", scalar);
            return [];
        }

        reached.Add(path);
        FileReading tests = new(path);
        List<RawTestCase> read = [];
        YamlNode? root = YamlFile.Read(path);
        if (root is YamlSequence sequence)
        {
            TestCaseReader inFile = reader.In(tests);
            foreach (YamlNode item in sequence.Items)
            {
                if (item is YamlMapping mapping)
                {
                    read.Add(inFile.Read(new(mapping, tests)));
                }
                else
                {
                    tests.Error(DiagnosticCodes.InvalidValue, $"A test case is a mapping, and this is {item.Kind}.", item);
                }
            }
        }
        else
        {
            tests.Error(DiagnosticCodes.InvalidValue, $"A file of tests is a list of test cases, and this is {root?.Kind ?? "empty"}.", root);
        }

        tests.CopyTo(file);
        return read;
    }
}
