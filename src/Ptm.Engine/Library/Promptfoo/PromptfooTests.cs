using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads the <c>tests</c> of a promptfoo config, merges <c>defaultTest</c> into each and makes one case of every combination of list variables.</summary>
internal sealed class PromptfooTests
{
    readonly List<(RawTestCase Test, TestCase Case)> _tests = [];

    public static PromptfooTests Read(MappingReader config, TestCaseReader reader, List<string> reached, UnsupportedFeature[] unsupported)
    {
        FileReading file = config.File;
        RawTestCase? defaults = null;
        switch (config.Node("defaultTest"))
        {
            case null:
                break;
            case YamlMapping mapping:
                defaults = reader.Read(new(mapping, file));
                break;
            case { } other:
                file.Error(DiagnosticCodes.NotSupportedYet, "A 'defaultTest' from a file is not supported yet; write it into the config.", other);
                break;
        }

        PromptfooTests tests = new();
        CaseIds ids = new();
        SourceFiles files = new(file, reached);
        CaseFiles contents = new(files);
        defaults = defaults is null ? null : contents.ReadAssertions(defaults);
        foreach (RawTestCase raw in Written(config, new(file, reader, files)).Select(contents.ReadAssertions))
        {
            RawTestCase merged = DefaultTest.Merge(raw, defaults) with { Unsupported = [.. raw.Unsupported, .. defaults?.Unsupported ?? [], .. unsupported] };
            foreach (RawTestCase one in VariableMatrix.Expand(contents.ExpandPatterns(merged)).Select(contents.ReadVariables))
            {
                tests._tests.Add((one, one.ToTestCase(ids, tests._tests.Count)));
            }
        }

        return tests;
    }

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

    static IEnumerable<RawTestCase> Written(MappingReader config, TestSources sources) => config.Node("tests") switch
    {
        // One case with the default test's variables, as promptfoo runs it; where nothing is asked, nothing is checked.
        null => [new() { Vars = System.Text.Json.JsonElement.Parse("{}"u8), Location = config.Node("scenarios") is null ? config.Location : config.Entry("scenarios")!.Key.In(config.File.Path) }],
        { } tests => sources.Read(tests),
    };
}
