using System.Text.Json;
using Ptm.Engine.Library.Cases;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>
/// The <c>tests</c> of a promptfoo config as they are written, with <c>defaultTest</c> merged into each and one case for every combination of list variables.
/// Each enumeration makes them anew: what comes from a file of rows is then read again, and never held as a whole.
/// </summary>
internal sealed class PromptfooTests
{
    readonly IReadOnlyList<IEnumerable<RawTestCase>> _parts;
    readonly CaseFiles _files;
    readonly RawTestCase? _defaults;
    readonly UnsupportedFeature[] _unsupported;

    PromptfooTests(MappingReader config, TestCaseReader reader, List<string> reached, UnsupportedFeature[] unsupported)
    {
        SourceFiles files = new(config.File, reached);
        _files = new(files);
        _unsupported = unsupported;
        RawTestCase? defaults = DefaultTestReader.Read(config, reader, reached);

        // As in promptfoo, whose defaultTest.provider answers no case.
        defaults = defaults is null || defaults.Setup.Provider is null ? defaults : defaults with { Setup = defaults.Setup with { Provider = null } };
        _defaults = defaults is null ? null : _files.ReadAssertions(defaults);
        _parts = [.. Written(config, new(config.File, reader, files)), [.. new PromptfooScenarios(reader, reached).Read(config)]];
    }

    /// <summary>Reads the cases of a config, each once, which finds what is wrong with them.</summary>
    /// <param name="config">The config.</param>
    /// <param name="reader">Reads cases in the config.</param>
    /// <param name="prompts">The config's prompts, one of which a case that names prompts has to mean.</param>
    /// <param name="reached">Takes the files that the cases name.</param>
    /// <param name="unsupported">What the config asks of every case and is not done.</param>
    public static CaseList Read(MappingReader config, TestCaseReader reader, IReadOnlyList<PromptfooPrompt> prompts, List<string> reached, UnsupportedFeature[] unsupported)
    {
        PromptfooTests tests = new(config, reader, reached, unsupported);
        return CaseList.Read(tests.Cases(), tests._parts.Any(part => part is StreamedTests), test => RefuseUnknownPrompts(test, prompts, config.File));
    }

    IEnumerable<RawTestCase> Cases()
    {
        foreach (RawTestCase written in _parts.SelectMany(part => part))
        {
            RawTestCase merged = DefaultTest.Merge(_files.ReadAssertions(written), _defaults);
            merged = _unsupported.Length == 0 ? merged : merged with { Unsupported = [.. merged.Unsupported, .. _unsupported] };
            merged = merged.Setup.TransformVars is null ? merged : merged with { Setup = merged.Setup with { Unexpanded = merged.Vars } };
            foreach (RawTestCase expanded in VariableMatrix.Expand(_files.ExpandPatterns(merged)))
            {
                yield return _files.ReadVariables(expanded);
            }
        }
    }

    // A case whose prompts mean no prompt would never run.
    static void RefuseUnknownPrompts(RawTestCase test, IReadOnlyList<PromptfooPrompt> prompts, FileReading file)
    {
        if (test.Prompts.Count > 0 && !test.Prompts.Any(name => prompts.Any(prompt => prompt.Names.Contains(name))))
        {
            string[] known = [.. prompts.Select(prompt => prompt.Label).Distinct(StringComparer.Ordinal)];
            file.Report(new(
                DiagnosticCodes.HiddenChecks,
                DiagnosticSeverity.Error,
                $"The case names no prompt of this config ({string.Join(", ", test.Prompts)}), so it would never run. {NearestName.Hint(test.Prompts[0], known)}",
                test.Location));
        }
    }

    static IReadOnlyList<IEnumerable<RawTestCase>> Written(MappingReader config, TestSources sources) => config.Node("tests") switch
    {
        // One case with the default test's variables, as promptfoo runs it; where nothing is asked, nothing is checked.
        null or YamlSequence { Items.Count: 0 } => config.Node("scenarios") is null && config.Node("redteam") is null ? [[new() { Vars = JsonElement.Parse("{}"u8), Location = config.Location }]] : [],
        { } tests => sources.Read(tests),
    };
}
