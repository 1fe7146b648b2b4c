using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>Reads the files that a case names. One that is not there or cannot be used makes its own cases errors and lets the rest run.</summary>
internal sealed class CaseFiles(SourceFiles files)
{
    // Rows may name as many files that are not there as there are rows, and nobody reads more than these.
    const int MostTold = 1_000;

    readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The case with the contents of the data files that its assertions name.</summary>
    public RawTestCase ReadAssertions(RawTestCase test) => Try(test, () => AssertionFiles.Read(test, files));

    /// <summary>The case with the list of files in the place of a pattern.</summary>
    public RawTestCase ExpandPatterns(RawTestCase test) => Try(test, () => VariableFiles.ExpandPatterns(test, files));

    /// <summary>The case with the contents of the data files that its variables name.</summary>
    public RawTestCase ReadVariables(RawTestCase test) => Try(test, () => VariableFiles.Read(test, files));

    RawTestCase Try(RawTestCase test, Func<RawTestCase> read)
    {
        try
        {
            return read();
        }
        catch (PtmException e)
        {
            Diagnostic finding = e.Diagnostics[0];
            lock (_told)
            {
                if (_told.Count < MostTold && _told.Add(finding.Message))
                {
                    files.Config.Report(finding with { Severity = DiagnosticSeverity.Warning, Location = finding.Location ?? test.Location });
                }
            }

            string problem = finding.Location is { Line: > 0 } place && place.File != test.Location.File ? $"{place}: {finding.Message}" : finding.Message;
            return test with { Unsupported = [.. test.Unsupported, new(problem, finding.Location ?? test.Location) { Problem = problem, ProblemCode = finding.Code }] };
        }
    }
}
