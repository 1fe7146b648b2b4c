using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Html;

/// <summary>What a gate found with evidence: its verdict, each figure with its interval, samples that were saved, flaky cases.</summary>
internal static class GatePanel
{
    const int MostLines = 20;
    const int MaxText = 1_000;

    public static string Of(GateResult gate)
    {
        StringBuilder text = new($"<section class=\"panel\" aria-labelledby=\"gate\"><h2 id=\"gate\">The gate: {FigureWords.VerdictOf(gate.Verdict)}</h2>");
        string[] lines = [.. Lines(gate)];
        if (lines.Length > 0)
        {
            text.Append("<ul>").AppendJoin("", lines.Select(line => $"<li>{line}</li>")).Append("</ul>");
        }

        return text.Append("</section>").ToString();
    }

    static IEnumerable<string> Lines(GateResult gate)
    {
        foreach (GateFigure figure in gate.Figures.Take(MostLines))
        {
            yield return HtmlText.Encode(CaseName.OneLine(figure.Text, MaxText));
        }

        if (gate.Figures.Count > MostLines)
        {
            yield return $"and {FigureText.Count(gate.Figures.Count - MostLines)} figures more";
        }

        if (gate is { SamplesPlanned: { } planned, SamplesTaken: { } taken })
        {
            yield return $"saved {FigureText.Count(planned - taken)} of {FigureText.Count(planned)} samples";
        }

        foreach (FlakyCase flaky in gate.Flaky.Take(MostLines))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"flaky: passed {flaky.Passed} of {flaky.Samples}, {HtmlText.Encode(CaseName.Of(flaky.PromptId, flaky.CaseId, flaky.Description))} [{HtmlText.Encode(CaseName.OneLine(flaky.Provider))}]");
        }

        if (gate.FlakyCount > MostLines)
        {
            yield return $"and {FigureText.Cases(gate.FlakyCount - MostLines)} more that are flaky";
        }
    }
}
