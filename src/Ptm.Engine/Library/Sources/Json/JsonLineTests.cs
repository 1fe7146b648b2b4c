using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources.Json;

/// <summary>Reads test cases from JSON Lines: one object a line, blank lines passed over.</summary>
internal static class JsonLineTests
{
    // A line without end would otherwise be read into memory whole.
    const int MaxLine = 64 * 1024 * 1024;

    /// <summary>The cases of a file, one in memory at a time.</summary>
    public static IEnumerable<RawTestCase> Read(FileReading file, TestCaseReader cases)
    {
        using StreamReader reader = SourceText.Open(file.Path);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line) && Case(line, number, file, cases) is { } test)
            {
                yield return test;
            }
        }
    }

    static RawTestCase? Case(string line, int number, FileReading file, TestCaseReader cases)
    {
        if (line.Length > MaxLine)
        {
            file.Report(new(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"The line has {line.Length} characters; at most {MaxLine} are read.", new(file.Path, number, 1)));
            return null;
        }

        try
        {
            YamlNode node = JsonNodes.Parse(line, file.Path, number);
            if (node is YamlMapping mapping)
            {
                return cases.ReadTest(new(mapping, file));
            }

            file.Error(DiagnosticCodes.InvalidValue, $"A line is a test case, an object with 'vars' and 'assert', and this is {node.Kind}.", node);
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                file.Report(finding);
            }
        }

        return null;
    }
}
