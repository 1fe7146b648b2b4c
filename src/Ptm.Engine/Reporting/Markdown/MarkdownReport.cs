using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Markdown;

/// <summary>A run for a comment on a pull request: its figures, then what needs a look, then every case, as far as a comment goes.</summary>
internal sealed class MarkdownReport(RunResult run, PlaceNames places)
{
    // A comment holds 65,536 characters. Bytes are counted, of which there are never fewer; the rest is for whoever posts it.
    internal const int MaxBytes = 60_000;
    const int TableReserve = 6_000;
    const int MaxText = 1_500;
    const int MaxReason = 400;
    const int MaxFindings = 10;

    readonly MarkdownBudget _budget = new(MaxBytes);

    public IEnumerable<string> Pieces() => Head().Concat(Evidence()).Concat(Attention()).Concat(Table());

    IEnumerable<string> Head()
    {
        RunSummary summary = run.Summary;
        string verdict = summary.Passed == summary.Total && run.State == RunState.Completed && summary.Total > 0 ? "✅" : "❌";
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"### {verdict} {FigureText.Count(summary.Passed)} of {FigureText.Cases(FigureText.CasesOf(run))} passed, score {FigureText.Score(summary.Score)}\n\n");
        if (!string.IsNullOrWhiteSpace(run.Label))
        {
            head.Append(MarkdownText.Code(run.Label)).Append("\n\n");
        }

        if (run.State != RunState.Completed)
        {
            head.Append(CultureInfo.InvariantCulture, $"**The run is {FigureText.State(run.State)}; the figures are of the results so far.** {MarkdownText.Code(run.Error ?? "", MaxReason)}\n\n");
        }

        head.Append("| score | pass rate | passed | failed | errors | unchecked | cost | latency p95 | tokens |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        head.Append(CultureInfo.InvariantCulture, $"| {FigureText.Score(summary.Score)} | {FigureText.PassRate(summary.PassRate)} | {FigureText.Count(summary.Passed)} | {FigureText.Count(summary.Failed)} | {FigureText.Count(summary.Errors)} | {FigureText.Count(summary.Unchecked)} ");
        head.Append(CultureInfo.InvariantCulture, $"| {FigureText.Cost(summary.CostUsd)} | {FigureText.Milliseconds(summary.LatencyP95Ms)} | {FigureText.Tokens(summary.Tokens)} |\n");
        if (FigureText.CheckedNothing(summary) is { Length: > 0 } remark)
        {
            head.Append(CultureInfo.InvariantCulture, $"\n**{remark}**\n");
        }

        yield return _budget.Spend(head.ToString());
    }

    IEnumerable<string> Evidence()
    {
        if (run.Gate is { } gate)
        {
            yield return _budget.Spend(GateSection.Of(gate));
        }

        if (run.Metrics.Count > 0)
        {
            yield return _budget.Spend(MetricsSection.Of(run.Metrics));
        }
    }

    IEnumerable<string> Attention()
    {
        CaseResult[] cases = [.. run.Results.Where(result => result.Outcome != CaseOutcome.Passed).OrderBy(Rank)];
        int all = Math.Max(cases.Length, run.Summary.Failed + run.Summary.Errors + run.Summary.Unchecked);
        int shown = 0;
        foreach (string piece in cases.Select(result => "\n" + Details(result)).TakeWhile(piece => _budget.Holds(piece, TableReserve)))
        {
            shown++;
            yield return _budget.Spend(piece);
        }

        if (shown < all)
        {
            yield return _budget.Spend($"\n…and {FigureText.Cases(all - shown)} more that did not pass.\n");
        }
    }

    IEnumerable<string> Table()
    {
        if (run.Results.Count == 0)
        {
            yield break;
        }

        // Of a large run only what has room here may have been kept.
        int all = Math.Max(run.Results.Count, run.Summary.Total);
        const string End = "\n</details>\n";
        const int EndReserve = 200;
        yield return _budget.Spend($"\n<details><summary>All {FigureText.Cases(all)}</summary>\n\n| | score | prompt | case | provider |\n|---|--:|---|---|---|\n");
        int shown = 0;
        foreach (CaseResult result in run.Results.OrderBy(Rank))
        {
            string row = Row(result);
            if (!_budget.Holds(row, EndReserve))
            {
                break;
            }

            shown++;
            yield return _budget.Spend(row);
        }

        int more = all - shown;
        yield return _budget.Spend(more == 0 ? End : $"\n…and {FigureText.Cases(more)} more.\n{End}");
    }

    string Details(CaseResult result)
    {
        StringBuilder text = new();
        string name = string.IsNullOrWhiteSpace(result.Description) ? result.Id : result.Description;
        text.Append(CultureInfo.InvariantCulture, $"<details><summary>{Sign(result.Outcome)} {FigureText.Outcome(result.Outcome)} · {MarkdownText.Html(result.PromptId)} · {MarkdownText.Html(name)} · {MarkdownText.Html(result.Provider)} · score {FigureText.Score(result.Score)}</summary>\n\n");
        string[] findings = [.. CaseFindings.All(result)];
        foreach (string finding in findings.Take(MaxFindings))
        {
            text.Append("- ").Append(MarkdownText.Code(finding, MaxReason)).Append('\n');
        }

        if (findings.Length > MaxFindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"- and {findings.Length - MaxFindings:N0} more checks\n");
        }

        if (places.Of(result.Location) is { } place)
        {
            text.Append("- at ").Append(MarkdownText.Code(place)).Append('\n');
        }

        AppendBlock(text, "Prompt", result.Prompt?.Text);
        AppendBlock(text, "Output", result.Output?.Text);
        return text.Append("\n</details>\n").ToString();
    }

    static void AppendBlock(StringBuilder text, string title, string? content)
    {
        if (content is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{title}:\n\n{MarkdownText.Block(content, MaxText)}");
        }
    }

    static string Row(CaseResult result)
    {
        string name = string.IsNullOrWhiteSpace(result.Description) ? result.Id : result.Description;
        return $"| {Sign(result.Outcome)} {FigureText.Outcome(result.Outcome)} | {FigureText.Score(result.Score)} | {MarkdownText.Cell(result.PromptId)} | {MarkdownText.Cell(name)} | {MarkdownText.Cell(result.Provider)} |\n";
    }

    static string Sign(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Passed => "✅",
        CaseOutcome.Failed => "❌",
        CaseOutcome.Error => "⚠️",
        _ => "⬜",
    };

    // What needs a person first comes first.
    static int Rank(CaseResult result) => result.Outcome switch
    {
        CaseOutcome.Failed => 0,
        CaseOutcome.Error => 1,
        CaseOutcome.Unchecked => 2,
        _ => 3,
    };
}
