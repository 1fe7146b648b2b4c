using System.Text;
using Ptm.Engine.Reporting;

namespace Ptm.Xunit.Reporting;

/// <summary>A test run's figures in words.</summary>
internal static class SummaryText
{
    const int ShownFlaky = 20;

    /// <summary>For a terminal: a line for each kind of figure.</summary>
    public static string Plain(TestRunFigures figures)
    {
        StringBuilder text = new();
        text.Append("Ptm: ").Append(Counts(figures.Summary)).Append(Tolerated(figures)).Append('\n');
        text.Append("  ").AppendJoin(", ", Values(figures.Summary).Select(value => $"{value.Name} {value.Value}"));
        Line(text, "the gate", figures.Gates);
        Line(text, "slowest", Slowest(figures));
        Line(text, "flaky", Flaky(figures));
        return text.ToString();
    }

    /// <summary>For a page of a CI service.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="assembly">The test assembly's name.</param>
    public static string Markdown(TestRunFigures figures, string assembly)
    {
        StringBuilder text = new();
        RunSummary summary = figures.Summary;
        bool isGreen = summary.Passed + figures.Tolerated == summary.Total;
        text.Append("### ").Append(!isGreen ? "❌ " : figures.IsInconclusive ? "⚠️ " : "✅ ").Append(Escaped(assembly)).Append(": ").Append(Counts(summary)).Append(Tolerated(figures)).Append("\n\n");
        (string Name, string Value)[] values = [.. Values(summary)];
        text.Append("| ").AppendJoin(" | ", values.Select(value => value.Name)).Append(" |\n");
        text.Append('|').AppendJoin('|', values.Select(_ => "---")).Append("|\n");
        text.Append("| ").AppendJoin(" | ", values.Select(value => value.Value)).Append(" |\n");
        Section(text, "The gate", figures.Gates);
        Section(text, "Slowest", Slowest(figures));
        Section(text, "Flaky", Flaky(figures));
        return text.Append('\n').ToString();
    }

    static string Counts(RunSummary summary) =>
        $"{FigureText.Cases(summary.Total)}, {FigureText.Count(summary.Passed)} passed, {FigureText.Count(summary.Failed)} failed, {FigureText.Count(summary.Errors)} errors, {FigureText.Count(summary.Unchecked)} unchecked";

    static string Tolerated(TestRunFigures figures) => figures.Tolerated == 0 ? "" : $" ({FigureText.Count(figures.Tolerated)} tolerated)";

    static IEnumerable<(string Name, string Value)> Values(RunSummary summary)
    {
        yield return ("score", FigureText.Score(summary.Score));
        yield return ("pass rate", FigureText.PassRate(summary.PassRate));
        yield return ("cost", FigureText.Cost(summary.CostUsd));
        yield return ("tokens", FigureText.Tokens(summary.Tokens));
        yield return ("latency p95", FigureText.Milliseconds(summary.LatencyP95Ms));
        if (summary.Recorded > 0)
        {
            yield return ("recorded answers", FigureText.Count(summary.Recorded));
        }

        if (summary.JudgeErrors > 0)
        {
            yield return ("judge errors", FigureText.Count(summary.JudgeErrors));
        }
    }

    static IEnumerable<string> Slowest(TestRunFigures figures) => figures.Slowest.Select(slow => $"{slow.Name} {FigureText.Milliseconds(slow.Latency.TotalMilliseconds)}");

    static IEnumerable<string> Flaky(TestRunFigures figures)
    {
        IEnumerable<string> shown = figures.Flaky.Take(ShownFlaky).Select(flaky => $"{flaky.Name} passed {flaky.Passed} of {flaky.Samples}");
        return figures.Flaky.Count > ShownFlaky ? shown.Append($"and {FigureText.Count(figures.Flaky.Count - ShownFlaky)} more") : shown;
    }

    static void Line(StringBuilder text, string name, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            text.Append("\n  ").Append(name).Append(": ").AppendJoin("; ", all);
        }
    }

    static void Section(StringBuilder text, string name, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            text.Append('\n').Append(name).Append(":\n\n").AppendJoin('\n', all.Select(item => "- " + Escaped(item))).Append('\n');
        }
    }

    static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char letter in CaseName.OneLine(text))
        {
            escaped.Append(letter switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' or '!' => $"\\{letter}",
                _ => letter.ToString(),
            });
        }

        return escaped.ToString();
    }
}
