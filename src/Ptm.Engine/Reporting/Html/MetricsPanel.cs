using System.Text;

namespace Ptm.Engine.Reporting.Html;

/// <summary>Named metrics, a row for each prompt and provider.</summary>
internal static class MetricsPanel
{
    const int MostRows = 200;

    public static string Of(IReadOnlyList<NamedMetric> metrics)
    {
        if (metrics.Count == 0)
        {
            return "";
        }

        StringBuilder text = new("<section class=\"results\" aria-labelledby=\"metrics\"><div class=\"bench\"><h2 id=\"metrics\">Named metrics</h2></div>");
        text.Append("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"metrics\"><table class=\"plain\"><thead><tr><th scope=\"col\">Metric</th><th scope=\"col\">Prompt</th><th scope=\"col\">Provider</th>");
        text.Append("<th scope=\"col\" class=\"number\">Value</th><th scope=\"col\" class=\"number\">Of</th><th scope=\"col\" class=\"number\">Share</th></tr></thead><tbody>");
        foreach (NamedMetric metric in metrics.Take(MostRows))
        {
            text.Append("<tr><th scope=\"row\">").Append(HtmlText.Name(metric.Name)).Append("</th><td>").Append(HtmlText.Name(metric.PromptId)).Append("</td><td>").Append(HtmlText.Name(metric.Provider)).Append("</td>");
            text.Append("<td class=\"number\">").Append(MetricText.Value(metric)).Append("</td><td class=\"number\">").Append(MetricText.Most(metric)).Append("</td><td class=\"number\">").Append(MetricText.Share(metric)).Append("</td></tr>\n");
        }

        text.Append("</tbody></table></div>");
        if (metrics.Count > MostRows)
        {
            text.Append("<p class=\"empty\">…and ").Append(FigureText.Count(metrics.Count - MostRows)).Append(" more.</p>");
        }

        return text.Append("</section>").ToString();
    }
}
