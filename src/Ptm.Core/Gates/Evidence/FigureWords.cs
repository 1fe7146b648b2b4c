using System.Globalization;

namespace Ptm;

/// <summary>Figures of a gate in words, the same on every machine.</summary>
internal static class FigureWords
{
    public static string OfThreshold(GateFigure figure) => string.Create(
        CultureInfo.InvariantCulture,
        $"{NameOf(figure)} {Number(figure, figure.Value)}{IntervalOf(figure)}, {Number(figure, figure.Limit)} asked for: {VerdictOf(figure.Verdict)} ({PopulationOf(figure.Population)}: {Count(figure.Cases, "case")}, {Count(figure.Samples, "sample")}){ThresholdNeed(figure)}");

    public static string OfDifference(GateFigure figure, bool isIdentical, bool isPart) => string.Create(
        CultureInfo.InvariantCulture,
        $"{NameOf(figure)} {(figure.Value > 0 ? "+" : "")}{Number(figure, figure.Value)}{IntervalOf(figure)} against the baseline{(figure.Limit < 0 ? $", {Number(figure, figure.Limit)} allowed" : "")}: {Finding(figure, isIdentical)}{(isPart ? ", not compared in all cases" : "")} (these cases: {Count(figure.Cases, "case")}, {Count(figure.Samples, "sample")}){DifferenceNeed(figure)}");

    /// <summary>Why a figure that is inconclusive closes the gate although nobody asked for that.</summary>
    public static string OfCollapse(GateFigure figure) =>
        $"{(figure.IsBeyondProof ? $"{Count(figure.Cases, "paired case")} can never show a fall, and more" : "More")} than half is gone, which closes the gate; OnInconclusive set to warn keeps it open (--on-inconclusive warn, PtmOnInconclusive=warn).";

    /// <summary>What a warning says beside what was found.</summary>
    /// <param name="figure">What it is about; null for what is no figure.</param>
    public static string OfOpen(GateFigure? figure) =>
        $"{(figure is { IsBeyondProof: true } ? $"{Count(figure.Cases, "paired case")} can never show a fall; MinPassRate 1 closes the gate on any failure (--min-pass-rate 1, PtmMinPassRate=1). " : "")}This does not close the gate; OnInconclusive set to fail does (--on-inconclusive fail, PtmOnInconclusive=fail).";

    public static string NameOf(GateFigure figure) => figure.IsNamed ? $"metric {CaseName.OneLine(figure.Metric, 60)}" : figure.Metric;

    public static string VerdictOf(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Passed => "passed",
        GateVerdict.Failed => "failed",
        _ => "inconclusive",
    };

    public static string PopulationOf(GatePopulation population) => population == GatePopulation.TheseCases ? "these cases" : "cases like these";

    public static string Percent(double confidence) => (confidence * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    static string Finding(GateFigure figure, bool isIdentical) => isIdentical ? "passed, the answers and figures are the baseline's own" : figure.Verdict switch
    {
        GateVerdict.Failed => $"failed, {P(figure)}",
        GateVerdict.Passed => figure.Limit < 0 ? "passed, shown to be within what is allowed" : $"passed, no fall, {P(figure)}",
        _ => figure.SmallestPValue > 1 - figure.Confidence ? $"inconclusive, {P(figure)} and no less than {Value(figure.SmallestPValue)} can be reached" : $"inconclusive, {P(figure)}",
    };

    static string ThresholdNeed(GateFigure figure) => figure.Verdict != GateVerdict.Inconclusive ? "" : (figure.CasesNeeded, figure.SamplesNeeded) switch
    {
        ({ } cases, { } samples) => string.Create(CultureInfo.InvariantCulture, $"; it would take about {samples:N0} samples of each case, or {cases:N0} cases"),
        ({ } cases, null) => string.Create(CultureInfo.InvariantCulture, $"; it would take about {cases:N0} cases{(figure.Samples > figure.Cases ? ", and more samples of these would not do" : "")}"),
        (null, { } samples) => string.Create(CultureInfo.InvariantCulture, $"; it would take about {samples:N0} samples of each case"),
        _ => figure.Limit >= (IsScore(figure) ? 100 : 1) ? "; no number of samples shows that nothing ever fails" : "; it is so near its limit that no number of samples would tell",
    };

    static string DifferenceNeed(GateFigure figure) => figure.Verdict != GateVerdict.Inconclusive ? "" : (figure.CasesNeeded, figure.SamplesNeeded) switch
    {
        ({ } cases, { } samples) => string.Create(CultureInfo.InvariantCulture, $"; it would take about {samples:N0} samples of each case on both sides, or {cases:N0} cases"),
        ({ } cases, null) => string.Create(CultureInfo.InvariantCulture, $"; it would take about {cases:N0} cases"),
        _ => "",
    };

    static string IntervalOf(GateFigure figure) => figure is { Low: { } low, High: { } high } ? $", {Percent(figure.Confidence)} interval {Number(figure, low)} to {Number(figure, high)}" : "";

    static string Number(GateFigure figure, double value) => value.ToString(IsScore(figure) ? "0.##" : "0.####", CultureInfo.InvariantCulture);

    static bool IsScore(GateFigure figure) => !figure.IsNamed && figure.Metric == GateFigure.Score;

    // With a MinEffect the test is of another question than whether anything changed.
    static string P(GateFigure figure) =>
        $"p {(figure.PValue < 0.0001 ? "<" : "=")} {(figure.PValue < 0.0001 ? "0.0001" : Value(figure.PValue))}{(figure.Limit < 0 ? $" against a fall of just {Number(figure, -figure.Limit)}" : "")}";

    static string Value(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "unknown";
}
