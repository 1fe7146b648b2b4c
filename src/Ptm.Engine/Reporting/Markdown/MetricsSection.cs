using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Markdown;

/// <summary>Named metrics as a table, a row for each prompt and provider.</summary>
internal static class MetricsSection
{
    const int MostRows = 20;
    const int MaxName = 60;

    public static string Of(IReadOnlyList<NamedMetric> metrics)
    {
        StringBuilder text = new("\n| named metric | prompt | provider | value | of | share |\n|---|---|---|--:|--:|--:|\n");
        foreach (NamedMetric metric in metrics.Take(MostRows))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(metric.Name)} | {Cell(metric.PromptId)} | {Cell(metric.Provider)} | {MetricText.Value(metric)} | {MetricText.Most(metric)} | {MetricText.Share(metric)} |\n");
        }

        if (metrics.Count > MostRows)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n…and {metrics.Count - MostRows:N0} more.\n");
        }

        return text.ToString();
    }

    static string Cell(string name) => MarkdownText.Cell(CaseName.OneLine(name, MaxName));
}
