using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>Test cases that a function of a file makes.</summary>
internal static class GeneratedTests
{
    /// <summary>Calls the function, with its settings where there are any, and waits for what it makes.</summary>
    /// <exception cref="PtmException">It failed, took too long, or its interpreter is missing.</exception>
    public static JsonElement Make(CodeReference code, JsonElement? settings)
    {
        using CodeRunner runner = new();

        // A library is read in one go by callers that have no tasks; the runner ends the call at its limit.
        return Task.Run(() => runner.CallAsync(code, "generate_tests", settings is { } given ? [given] : [], CancellationToken.None)).GetAwaiter().GetResult();
    }

    /// <summary>The case and its checks with the one place that they have.</summary>
    public static RawTestCase At(RawTestCase test, SourceLocation place) => test with
    {
        Location = place,
        Assertions = [.. test.Assertions.Select(assertion => At(assertion, place))],
        Unsupported = [.. test.Unsupported.Select(feature => feature with { Location = place })],
    };

    /// <summary>Hands on what is wrong with what was made.</summary>
    public static void Report(FileReading made, FileReading config, SourceLocation place, CodeReference code)
    {
        foreach (Diagnostic finding in made.Findings)
        {
            config.Report(finding with { Message = $"A test of {code.Name}: {finding.Message}", Location = place });
        }
    }

    static Assertion At(Assertion assertion, SourceLocation place) => assertion with
    {
        Location = place,
        Assertions = [.. assertion.Assertions.Select(inner => At(inner, place))],
    };
}
