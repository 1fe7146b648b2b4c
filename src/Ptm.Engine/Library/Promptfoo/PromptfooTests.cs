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
        RawTestCase? defaults = DefaultTestReader.Read(config, reader, reached);

        // As in promptfoo, whose defaultTest.provider answers no case.
        defaults = defaults is null || defaults.Setup.Provider is null ? defaults : defaults with { Setup = defaults.Setup with { Provider = null } };
        PromptfooTests tests = new();
        CaseIds ids = new();
        SourceFiles files = new(config.File, reached);
        CaseFiles contents = new(files);
        defaults = defaults is null ? null : contents.ReadAssertions(defaults);
        foreach (RawTestCase raw in Written(config, new(config.File, reader, files)).Concat(new PromptfooScenarios(reader, reached).Read(config)).Select(contents.ReadAssertions))
        {
            RawTestCase merged = DefaultTest.Merge(raw, defaults);
            merged = merged with { Unsupported = [.. merged.Unsupported, .. unsupported] };
            merged = merged.Setup.TransformVars is null ? merged : merged with { Setup = merged.Setup with { Unexpanded = merged.Vars } };
            foreach (RawTestCase one in VariableMatrix.Expand(contents.ExpandPatterns(merged)).Select(contents.ReadVariables))
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

    static IEnumerable<RawTestCase> Written(MappingReader config, TestSources sources) => config.Node("tests") switch
    {
        // One case with the default test's variables, as promptfoo runs it; where nothing is asked, nothing is checked.
        null or YamlSequence { Items.Count: 0 } => config.Node("scenarios") is null && config.Node("redteam") is null ? [new() { Vars = System.Text.Json.JsonElement.Parse("{}"u8), Location = config.Location }] : [],
        { } tests => sources.Read(tests),
    };
}
