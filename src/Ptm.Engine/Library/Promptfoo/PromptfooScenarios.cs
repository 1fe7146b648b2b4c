using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads <c>scenarios</c>: each makes a case of every entry of its <c>config</c> with every one of its <c>tests</c>.</summary>
internal sealed class PromptfooScenarios(TestCaseReader reader, List<string> reached)
{
    static readonly string[] s_keys = ["description", "config", "tests"];

    public IEnumerable<RawTestCase> Read(MappingReader config) => config.Node("scenarios") switch
    {
        null => [],
        YamlSequence sequence => sequence.Items.SelectMany(item => Scenarios(item, config.File)),
        { } node => Scenarios(node, config.File),
    };

    IEnumerable<RawTestCase> Scenarios(YamlNode node, FileReading file)
    {
        switch (node)
        {
            case YamlMapping mapping:
                return Scenario(new(mapping, file));
            case YamlScalar scalar when DataFile.Read(scalar, file, reached) is { } read:
                RawTestCase[] cases = [.. Items(read.Root).SelectMany(item => Scenarios(item, read.Reading))];
                read.Reading.CopyTo(file);
                return cases;
            case YamlScalar:
                return [];
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A scenario is a mapping with 'config' and 'tests', and this is {node.Kind}.", node);
                return [];
        }
    }

    IEnumerable<RawTestCase> Scenario(MappingReader scenario)
    {
        KeyPolicy.Promptfoo.Check(scenario, "A scenario", s_keys);
        UnsupportedFeature[] lost = scenario.File.TakeLostChecks();
        RawTestCase[] configs = [.. Cases(scenario, "config", isTest: false)];
        RawTestCase[] tests = [.. Cases(scenario, "tests", isTest: true)];
        return configs.SelectMany(_ => tests, (config, test) => Merge(test, config) with { Unsupported = [.. test.Unsupported, .. config.Unsupported, .. lost] });
    }

    static RawTestCase Merge(RawTestCase test, RawTestCase config)
    {
        RawTestCase merged = DefaultTest.Merge(test, config with { Unsupported = [] });
        return merged with { Description = test.Description.Length > 0 ? test.Description : config.Description };
    }

    IEnumerable<RawTestCase> Cases(MappingReader scenario, string key, bool isTest)
    {
        foreach (YamlNode item in Items(scenario.Node(key)))
        {
            foreach (RawTestCase test in Case(item, scenario.File, reader, isTest))
            {
                yield return test;
            }
        }
    }

    RawTestCase[] Case(YamlNode item, FileReading file, TestCaseReader cases, bool isTest)
    {
        switch (item)
        {
            case YamlMapping mapping:
                return [isTest ? cases.ReadTest(new(mapping, file)) : cases.Read(new(mapping, file))];
            case YamlScalar scalar when DataFile.Read(scalar, file, reached) is { } read:
                TestCaseReader inFile = reader.In(read.Reading);
                RawTestCase[] found = [.. Items(read.Root).SelectMany(inner => Case(inner, read.Reading, inFile, isTest))];
                read.Reading.CopyTo(file);
                return found;
            case YamlScalar:
                return [];
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"A test case is a mapping, and this is {item.Kind}.", item);
                return [];
        }
    }

    static List<YamlNode> Items(YamlNode? node) => node switch
    {
        null => [],
        YamlSequence sequence => sequence.Items,
        _ => [node],
    };
}
