using System.Globalization;
using Ptm.Engine.Reporting;
using Ptm.Xunit.Reporting;
using Xunit;
using Xunit.Sdk;

namespace Ptm.Xunit.Running;

/// <summary>Waits until the cases of a theory have ended, and says what their gate says.</summary>
internal sealed class GateTest(string name, MethodRun run, SourceLocation? place)
{
    const int MostListed = 20;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        MethodVerdict verdict;
        try
        {
            verdict = await run.VerdictAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PtmException e)
        {
            throw new CaseErrorException($"{name} could not be decided.{Environment.NewLine}{e.Message}", name, e.Diagnostics[0].Location is { Line: > 0 } line ? line : place);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CaseErrorException($"{name} was cancelled before its cases had ended.", name, place);
        }

        if (verdict.Summary.Total == 0 && verdict.Lost == 0)
        {
            throw new NothingToGateException();
        }

        string figures = Figures(verdict);
        RunCollector.Current.Add(name, verdict.Result);
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        foreach (GateViolation warning in verdict.Result.Warnings.Take(MostListed))
        {
            TestContext.Current.AddWarning(Line(warning));
        }

        if (verdict.Result.Violations is [var first, ..] violations)
        {
            IEnumerable<string> lines = violations.Take(MostListed).Select(Line);
            string more = violations.Count > MostListed ? string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}and {violations.Count - MostListed:N0} more") : "";
            throw new CaseFailedException($"{name} failed{Environment.NewLine}{string.Join(Environment.NewLine, lines)}{more}{Environment.NewLine}{figures}", name, first.Location ?? place);
        }
    }

    static string Figures(MethodVerdict verdict)
    {
        RunSummary summary = verdict.Summary;
        IEnumerable<string> counts =
        [
            string.Create(CultureInfo.InvariantCulture, $"score {summary.Score?.ToString("0.##", CultureInfo.InvariantCulture) ?? "none"}"),
            string.Create(CultureInfo.InvariantCulture, $"pass rate {summary.PassRate?.ToString("0.####", CultureInfo.InvariantCulture) ?? "none"} ({summary.Passed} of {summary.Passed + summary.Failed + summary.Errors})"),
            .. Some(summary.Errors, "undecided"),
            .. Some(summary.Unchecked, "unchecked"),
            .. Some(verdict.Result.FlakyCount, "flaky"),
        ];
        return string.Join(Environment.NewLine, verdict.Result.Figures.Take(MostListed).Select(figure => figure.Text).Prepend(string.Join(", ", counts)));
    }

    static IEnumerable<string> Some(int count, string what) => count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{count} {what}")];

    string Line(GateViolation finding) => $"{finding.Code}: {finding.Message}{(finding.Location is { } at ? $" ({CaseReport.Place(at, run.Folder)})" : "")}";
}
