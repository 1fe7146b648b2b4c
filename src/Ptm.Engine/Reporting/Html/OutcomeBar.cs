using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Html;

/// <summary>The outcomes as parts of one bar; drawn, because the page's policy refuses widths as inline style.</summary>
internal static class OutcomeBar
{
    const double Width = 1_000;

    public static string Of(RunSummary summary)
    {
        StringBuilder bar = new("<svg class=\"bar\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"none\" width=\"1000\" height=\"8\"/>");
        double start = 0;
        foreach ((string outcome, int count) in new[] { ("passed", summary.Passed), ("failed", summary.Failed), ("error", summary.Errors), ("unchecked", summary.Unchecked) })
        {
            double width = summary.Total == 0 ? 0 : Width * count / summary.Total;
            if (width > 0)
            {
                bar.Append(CultureInfo.InvariantCulture, $"<rect class=\"{outcome}\" x=\"{start:0.##}\" width=\"{width:0.##}\" height=\"8\"/>");
            }

            start += width;
        }

        return bar.Append("</svg>").ToString();
    }
}
