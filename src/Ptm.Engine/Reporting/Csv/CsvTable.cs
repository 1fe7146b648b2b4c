using System.Globalization;
using Ptm.Engine.Running;

namespace Ptm.Engine.Reporting.Csv;

/// <summary>The rows of a table, a case each, for a spreadsheet (RFC 4180). Metrics and KPIs are columns of their own.</summary>
internal sealed class CsvTable(IEnumerable<string> metrics, IEnumerable<string> kpis, PlaceNames places)
{
    // A model may name what it likes: a spreadsheet ends at 16,384 columns, and a person long before.
    const int MaxNames = 100;

    static readonly string[] s_columns =
    [
        "case", "description", "prompt_id", "prompt_label", "provider", "sample", "outcome", "score",
        "cost_usd", "latency_ms", "prompt_tokens", "completion_tokens", "recorded", "model", "findings", "prompt", "output", "place",
    ];

    readonly string[] _metrics = [.. metrics.Distinct(StringComparer.Ordinal).Take(MaxNames)];
    readonly string[] _kpis = [.. kpis.Distinct(StringComparer.Ordinal).Take(MaxNames)];

    /// <summary>The table of a plan's results, with the columns that its prompts ask for.</summary>
    public static CsvTable Of(EvalPlan plan, PlaceNames places)
    {
        PromptDefinition[] prompts = [.. StreamedPlan.PromptsOf(plan)];
        return new(
            prompts.SelectMany(prompt => prompt.AdditionalMetrics).Select(metric => metric.Name),
            prompts.SelectMany(prompt => prompt.AdditionalKpis).Select(kpi => kpi.Name),
            places);
    }

    /// <summary>A byte order mark and the names of the columns.</summary>
    public string Head()
    {
        CsvRow header = new();
        foreach (string column in s_columns)
        {
            header.Text(column);
        }

        foreach (string name in _metrics)
        {
            header.Text($"metric: {CaseName.OneLine(name)}");
        }

        foreach (string name in _kpis)
        {
            header.Text($"kpi: {CaseName.OneLine(name)}");
        }

        return "\uFEFF" + header.End();
    }

    public string Row(CaseResult result)
    {
        CsvRow row = new();
        row.Text(result.Id);
        row.Text(result.Description);
        row.Text(result.PromptId);
        row.Text(result.PromptLabel);
        row.Text(result.Provider);
        row.Number(result.Sample.ToString(CultureInfo.InvariantCulture));
        row.Text(FigureText.Outcome(result.Outcome));
        row.Number(Figure(result.Score));
        row.Number(result.Output?.CostUsd?.ToString(CultureInfo.InvariantCulture));
        row.Number(Figure(result.Output?.Latency.TotalMilliseconds));
        row.Number(result.Output?.Tokens?.Prompt.ToString(CultureInfo.InvariantCulture));
        row.Number(result.Output?.Tokens?.Completion.ToString(CultureInfo.InvariantCulture));
        row.Text(result.Output is { } output ? output.Recorded ? "true" : "false" : null);
        row.Text(result.Output?.Model);
        row.Text(string.Join('\n', CaseFindings.All(result)));
        row.Text(result.Prompt?.Text);
        row.Text(result.Output?.Text);
        row.Text(places.Of(result.Location));
        foreach (string name in _metrics)
        {
            row.Number(Figure(result.Metrics.FirstOrDefault(metric => metric.Name == name)?.Score));
        }

        foreach (string name in _kpis)
        {
            row.Number(Figure(result.Kpis.FirstOrDefault(kpi => kpi.Name == name)?.Score));
        }

        return row.End();
    }

    static string? Figure(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture);
}
