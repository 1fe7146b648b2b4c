using System.Globalization;
using Ptm.Engine;
using Xunit.v3;

namespace Ptm.Xunit.Discovery;

/// <summary>Holds the list of a theory's tests against what its files hold.</summary>
internal static class CaseCheck
{
    const int MostNamed = 5;

    /// <summary>Two cases of one id would be shown, filtered and reported as one, and one that is not listed never runs: either is lost without a word.</summary>
    /// <param name="prompts">What was read of the files.</param>
    /// <param name="selection">What the theory takes of them.</param>
    /// <param name="cases">The list.</param>
    /// <exception cref="PtmException">PTM3006: it is not all of them, each with an id of its own.</exception>
    public static void RefuseLoss(PtmEngine prompts, EvalSelection selection, IReadOnlyList<IXunitTestCase> cases)
    {
        long written = prompts.CountCases(selection);
        HashSet<string> ids = new(cases.Count, StringComparer.Ordinal);
        List<IXunitTestCase> twins = [.. cases.Where(one => !ids.Add(one.UniqueID))];
        if (ids.Count == written && twins.Count == 0)
        {
            return;
        }

        string names = string.Join(", ", twins.Select(twin => twin.TestCaseDisplayName).Distinct(StringComparer.Ordinal).Take(MostNamed));
        throw new PtmException(new Diagnostic(
            DiagnosticCodes.Duplicate,
            DiagnosticSeverity.Error,
            string.Create(CultureInfo.InvariantCulture, $"The files make {written} tests, and the list has {ids.Count}.")
                + (twins.Count == 0 ? " Nothing may be lost, so none of them runs." : $" More than once there is {names}: is a provider named twice?"),
            twins is [{ SourceFilePath: { } file } first, ..] ? new(file, first.SourceLineNumber ?? 0) : null));
    }
}
