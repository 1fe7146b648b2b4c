using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Html;

/// <summary>
/// A run as one page: figures and matrix are plain HTML, readable without scripts; each case's details lie in the page as data,
/// which its script shows as text.
/// </summary>
internal sealed class HtmlReport(RunResult run, PlaceNames places)
{
    // A page of a large run stays one that a browser opens: the more cases, the shorter their longest texts.
    const int MaxTotal = 48_000_000;
    const int MaxText = 100_000;
    const int MinText = 2_000;
    const int MaxWhy = 140;

    readonly RunSummary _summary = run.Summary;

    public IEnumerable<string> Pieces()
    {
        foreach (PageTemplate.Part part in PageTemplate.Parts)
        {
            yield return part.Text;
            if (part.Slot is not null)
            {
                foreach (string piece in Fill(part.Slot))
                {
                    yield return piece;
                }
            }
        }
    }

    IEnumerable<string> Fill(string slot) => slot switch
    {
        "policy" => [ContentPolicy.For(PageTemplate.Style, PageTemplate.Script)],
        "style" => [PageTemplate.Style],
        "script" => [PageTemplate.Script],
        "icon" => [IsGreen ? "23915a" : "c4373d"],
        "title" => [Encode(Title)],
        "facts" => [Facts()],
        "notice" => [Notice()],
        "gate" => [run.Gate is { } gate ? GatePanel.Of(gate) : ""],
        "metrics" => [MetricsPanel.Of(run.Metrics)],
        "score" => [FigureText.Score(_summary.Score)],
        "verdict" => [$"{FigureText.Count(_summary.Passed)} of {FigureText.Cases(FigureText.CasesOf(run))} passed"],
        "bar" => [OutcomeBar.Of(_summary)],
        "tally" => [Tally()],
        "figures" => [Figures()],
        "outcomes" => [Outcomes()],
        "prompts" => run.Results.Select(result => CaseJson.Name(result.PromptId)).Distinct(StringComparer.Ordinal).Select(Option),
        "providers" => run.Results.Select(result => CaseJson.Name(result.Provider)).Distinct(StringComparer.Ordinal).Select(Option),
        "count" => [FigureText.Count(run.Results.Count) + (run.Results.Count == 1 ? " result" : " results")],
        "matrix" => Matrix.Of(run).SelectMany(Table),
        "data" => Data(),
        "run" => [Encode(CaseName.OneLine(run.RunKey))],
        _ => throw new InvalidOperationException($"The page asks for '{slot}', and nothing is known of it."),
    };

    bool IsGreen => run.State == RunState.Completed && _summary.Total > 0 && _summary.Passed == _summary.Total;

    string Title => string.IsNullOrWhiteSpace(run.Label) ? "Prompt tests" : CaseName.OneLine(run.Label);

    string Facts()
    {
        string state = FigureText.State(run.State);
        string started = run.StartedAt == default ? "" : $"<span>Started <time datetime=\"{run.StartedAt:O}\">{FigureText.Time(run.StartedAt)}</time></span>";
        string ended = run.EndedAt is { } end ? $"<span>Ended <time datetime=\"{end:O}\">{FigureText.Time(end)}</time></span>" : "";
        return $"<span class=\"state {state}\">{state}</span>{started}{ended}";
    }

    string Notice() => run.State == RunState.Completed ? (FigureText.CheckedNothing(_summary) is { Length: > 0 } remark ? $"<p class=\"notice\">{Encode(remark)}</p>" : "") :
        $"<p class=\"notice\">The run is {FigureText.State(run.State)}; this page has the results that were there.{(run.Error is { } error ? " " + Encode(CaseName.OneLine(error, 1_000)) : "")}</p>";

    string Figures()
    {
        StringBuilder figures = new();
        foreach ((string name, string figure) in new[]
        {
            ("Pass rate", FigureText.PassRate(_summary.PassRate)),
            ("Cost", FigureText.Cost(_summary.CostUsd)),
            ("Latency p95", FigureText.Milliseconds(_summary.LatencyP95Ms)),
            ("Tokens", FigureText.Tokens(_summary.Tokens)),
            ("Took", FigureText.Milliseconds(_summary.Duration.TotalMilliseconds)),
        })
        {
            figures.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{figure}</dd></div>");
        }

        return figures.ToString();
    }

    string Outcomes() => string.Concat(ByOutcome().Select(one =>
        $"<label class=\"chip {one.Name}\"><input type=\"checkbox\" name=\"outcome\" value=\"{one.Name}\"><span>{one.Icon}{one.Name} <b>{one.Count}</b></span></label>"));

    string Tally() => string.Concat(ByOutcome().Select(one => $"<li class=\"{one.Name}\">{one.Icon}{one.Count} {one.Name}</li>"));

    IEnumerable<(string Name, string Icon, string Count)> ByOutcome() =>
        from one in new[] { (CaseOutcome.Passed, _summary.Passed), (CaseOutcome.Failed, _summary.Failed), (CaseOutcome.Error, _summary.Errors), (CaseOutcome.Unchecked, _summary.Unchecked) }
        select (FigureText.Outcome(one.Item1), Icon(one.Item1), FigureText.Count(one.Item2));

    // Options are found by their place: names that read the same on one line are still two.
    static string Option(string name, int index) => $"<option value=\"{index.ToString(CultureInfo.InvariantCulture)}\">{Encode(CaseName.OneLine(name))}</option>";

    IEnumerable<string> Table(Matrix matrix, int index)
    {
        bool hasOnePrompt = matrix.PromptIds.Count == 1;
        string title = hasOnePrompt ? PromptName(matrix.Columns[0]) : $"{FigureText.Count(matrix.PromptIds.Count)} prompts, the same cases";
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"<div class=\"matrix\"><h3 id=\"matrix-{index}\">{Encode(title)}</h3><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"matrix-{index}\"><table><thead><tr><th scope=\"col\" class=\"case\">Case</th>");
        foreach (MatrixColumn column in matrix.Columns)
        {
            string prompt = hasOnePrompt ? "" : $"<span class=\"prompt\">{Encode(PromptName(column))}</span> ";
            head.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{prompt}<span class=\"provider\">{Encode(CaseName.OneLine(column.Provider))}</span></th>");
        }

        yield return head.Append("</tr></thead><tbody>\n").ToString();
        foreach (MatrixRow row in matrix.Rows)
        {
            yield return Row(matrix, row);
        }

        yield return "</tbody></table></div></div>\n";
    }

    string Row(Matrix matrix, MatrixRow row)
    {
        string name = CaseName.OneLine(string.IsNullOrWhiteSpace(row.Case.Description) ? row.Case.Id : row.Case.Description);
        string? place = places.Of(row.Case.Location);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\" class=\"case\"><bdi>{Encode(name)}</bdi>{(place is null ? "" : $"<span class=\"at\">{Encode(place)}</span>")}</th>");
        foreach (MatrixColumn column in matrix.Columns)
        {
            text.Append("<td>");
            foreach (int index in row.Cells.TryGetValue(column, out List<int>? samples) ? samples : [])
            {
                text.Append(Cell(index));
            }

            text.Append("</td>");
        }

        return text.Append("</tr>\n").ToString();
    }

    string Cell(int index)
    {
        CaseResult result = run.Results[index];
        string outcome = FigureText.Outcome(result.Outcome);
        string score = result.Score is null ? "" : $" <b>{FigureText.Score(result.Score)}</b>";
        string why = CaseFindings.First(result, MaxWhy) is { } reason ? $"<span class=\"why\"><bdi>{Encode(reason)}</bdi></span>" : "";
        return string.Create(CultureInfo.InvariantCulture, $"<a class=\"cell {outcome}\" href=\"#case-{index + 1}\"><span class=\"tag\">{Icon(result.Outcome)}{outcome}{score}</span>{why}</a>");
    }

    IEnumerable<string> Data()
    {
        int maxText = Math.Clamp(MaxTotal / 2 / Math.Max(1, run.Results.Count), MinText, MaxText);
        CaseJson json = new(places, maxText);
        yield return "[";
        for (int index = 0; index < run.Results.Count; index++)
        {
            yield return (index == 0 ? "\n" : ",\n") + json.Of(run.Results[index]);
        }

        yield return "\n]";
    }

    static string PromptName(MatrixColumn column) => CaseName.OneLine(string.IsNullOrWhiteSpace(column.PromptLabel) ? column.PromptId : column.PromptLabel);

    static string Icon(CaseOutcome outcome) => $"<i aria-hidden=\"true\">{Sign(outcome)}</i>";

    static string Sign(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Passed => "✓",
        CaseOutcome.Failed => "✕",
        CaseOutcome.Error => "!",
        _ => "–",
    };

    static string Encode(string text) => HtmlText.Encode(text);
}
