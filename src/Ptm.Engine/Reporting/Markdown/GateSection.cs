using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Markdown;

/// <summary>What a gate found with evidence, as a table: figures with their intervals, what a baseline was paired with, flaky cases.</summary>
internal static class GateSection
{
    const int MostFigures = 20;
    const int MostFlaky = 20;
    const int MaxName = 60;

    public static string Of(GateResult gate)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"\n**The gate: {FigureWords.VerdictOf(gate.Verdict)}.**\n");
        AppendFigures(text, gate.Figures);
        if (gate.Baseline is { } match)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nAgainst the baseline: {FigureText.Cases(match.Paired)} paired, {FigureText.Count(match.MissingCount)} did not run, {(match.LeftOutCount > 0 ? $"{FigureText.Count(match.LeftOutCount)} left out by a filter, " : "")}{(match.UncheckedCount > 0 ? $"{FigureText.Count(match.UncheckedCount)} with nothing checked, " : "")}{FigureText.Count(match.AddedCount)} new, {FigureText.Count(match.ChangedCount)} changed{(match.IsIdentical ? "; the answers and figures are the baseline's own" : "")}.\n");
        }

        if (gate is { SamplesPlanned: { } planned, SamplesTaken: { } taken })
        {
            text.Append(CultureInfo.InvariantCulture, $"\nSaved {FigureText.Count(planned - taken)} of {FigureText.Count(planned)} samples.\n");
        }

        AppendFlaky(text, gate);
        return text.ToString();
    }

    static void AppendFigures(StringBuilder text, IReadOnlyList<GateFigure> figures)
    {
        if (figures.Count == 0)
        {
            return;
        }

        text.Append("\n| figure | value | interval | limit | verdict | about | cases | samples | p | it would take |\n|---|--:|---|--:|---|---|--:|--:|--:|---|\n");
        foreach (GateFigure figure in figures.Take(MostFigures))
        {
            string interval = figure is { Low: { } low, High: { } high } ? $"{Number(figure, low)} to {Number(figure, high)} ({FigureWords.Percent(figure.Confidence)})" : "none";
            string name = MarkdownText.Cell(CaseName.OneLine(figure.Metric, MaxName)) + (figure.IsDifference ? " against the baseline" : "");
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Number(figure, figure.Value)} | {interval} | {Number(figure, figure.Limit)} | {FigureWords.VerdictOf(figure.Verdict)} | {FigureWords.PopulationOf(figure.Population)} | {FigureText.Count(figure.Cases)} | {FigureText.Count(figure.Samples)} | {figure.PValue?.ToString("0.####", CultureInfo.InvariantCulture)} | {Needed(figure)} |\n");
        }

        if (figures.Count > MostFigures)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n…and {figures.Count - MostFigures:N0} figures more.\n");
        }
    }

    static string Needed(GateFigure figure) => (figure.CasesNeeded, figure.SamplesNeeded) switch
    {
        ({ } cases, { } samples) => $"{FigureText.Cases(cases)}, or {FigureText.Count(samples)} samples of each",
        ({ } cases, null) => FigureText.Cases(cases),
        (null, { } samples) => $"{FigureText.Count(samples)} samples of each",
        _ => "",
    };

    static void AppendFlaky(StringBuilder text, GateResult gate)
    {
        if (gate.FlakyCount == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>{FigureText.Cases(gate.FlakyCount)} both passed and failed</summary>\n\n| passed | prompt | case | provider |\n|--:|---|---|---|\n");
        foreach (FlakyCase flaky in gate.Flaky.Take(MostFlaky))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {flaky.Passed} of {flaky.Samples} | {MarkdownText.Cell(CaseName.OneLine(flaky.PromptId, MaxName))} | {MarkdownText.Cell(CaseName.OneLine(flaky.Description.Length == 0 ? flaky.CaseId : flaky.Description))} | {MarkdownText.Cell(CaseName.OneLine(flaky.Provider, MaxName))} |\n");
        }

        text.Append(gate.FlakyCount > MostFlaky ? string.Create(CultureInfo.InvariantCulture, $"\n…and {gate.FlakyCount - MostFlaky:N0} more.\n\n</details>\n") : "\n</details>\n");
    }

    static string Number(GateFigure figure, double value) => (figure.IsDifference && value > 0 ? "+" : "") + value.ToString(!figure.IsNamed && figure.Metric == GateFigure.Score ? "0.##" : "0.####", CultureInfo.InvariantCulture);
}
