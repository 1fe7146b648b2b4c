using System.Runtime.InteropServices;
using Ptm.Statistics;

namespace Ptm;

/// <summary>
/// Whether metrics fell since a baseline. Each is held against <see cref="Gate.MinEffect"/> by the sign-flip test of its differences, corrected by Holm for their number.
/// Without a MinEffect what did not fall passes, if so many cases could have shown a fall, and a fall that may be noise is inconclusive;
/// with one, only what was shown to have fallen by less passes.
/// </summary>
internal static class RegressionRule
{
    const double MostNeeded = 1_000_000;

    // By chance that much is gone in at most 2 % of comparisons of three unchanged cases and fewer of more, and what is left of such a suite is no prompt to ship.
    const double Collapse = 0.5;

    // Beyond what is allowed: half would close the gate in 7 % of comparisons of three cases that fell by just 0.1.
    const double CollapseBeyondEffect = 2.0 / 3;

    // What is left of a mean of 0 by rounding is no fall.
    const double Zero = 1e-12;

    public static IReadOnlyList<GateFigure> Judge(BaselinePairing pairing, BaselineMatch match, Gate gate, double confidence, bool withIntervals)
    {
        Compared[] compared = [.. pairing.Metrics.Select(metric => new Compared(metric, [.. metric.Values]))];

        // Metrics that differ alike in every case, as the pass rate and the score of cases with one check do, are one hypothesis and not two.
        int[] firstAlike = [.. compared.Select((one, index) => Array.FindIndex(compared, earlier => earlier.Values.AsSpan().SequenceEqual(one.Values)) is var first && first >= 0 ? first : index)];
        int[] distinct = [.. firstAlike.Distinct()];
        double[] found = [.. distinct.Select(index => SignFlipTest.TwoSided(Shift(compared[index].Values, gate.MinEffect), gate.Seed))];
        double[] adjusted = HolmCorrection.Adjust(found);
        return
        [
            .. compared.Select((one, index) => Figure(one, adjusted[Array.IndexOf(distinct, firstAlike[index])], distinct.Length, match, gate, confidence, withIntervals)),
        ];
    }

    /// <summary>Whether so much is gone that a gate should not open, be it noise or not: more than half of the metric's scale, and with a MinEffect more than two thirds beyond it.</summary>
    public static bool IsCollapse(GateFigure figure) => figure is { IsDifference: true, Verdict: GateVerdict.Inconclusive }
        && figure.Value - figure.Limit < (-(figure.Limit < 0 ? CollapseBeyondEffect : Collapse) * (figure is { IsNamed: false, Metric: GateFigure.Score } ? 100 : 1)) - Zero;

    static GateFigure Figure(Compared compared, double p, int hypotheses, BaselineMatch match, Gate gate, double confidence, bool withIntervals)
    {
        double[] values = compared.Values;
        double[] shifted = Shift(values, gate.MinEffect);
        double mean = values.Average();
        double alpha = 1 - confidence;
        bool isBelow = mean + gate.MinEffect < -Zero;

        // Where the mean fell, what is left to show it are the cases that differ; where it did not, every case could have.
        int telling = isBelow ? SignFlipTest.CountChanged(shifted) : values.Length;
        double smallest = Math.Min(1, hypotheses * SignFlipTest.SmallestP(telling));
        GateVerdict told = match.IsIdentical ? GateVerdict.Passed
            : smallest > alpha ? GateVerdict.Inconclusive
            : isBelow && p <= alpha ? GateVerdict.Failed
            : (gate.MinEffect == 0 ? !isBelow : NonInferiorityTest.OneSided(values, -gate.MinEffect, compared.Metric.SamplesOfACase) <= alpha / 2) ? GateVerdict.Passed
            : GateVerdict.Inconclusive;

        // Where it is gone it may have fallen.
        bool isPart = compared.Metric.IsNamed ? match.MissingMetrics.Contains(compared.Metric.Name) : compared.Metric.Name == GateFigure.Score && match.MissingScoreCount > 0;
        double scale = compared.Metric.Scale;
        Interval? interval = withIntervals ? BootstrapInterval.OfMean(values, confidence, gate.Seed) : null;
        GateFigure figure = new()
        {
            Metric = compared.Metric.Name,
            IsNamed = compared.Metric.IsNamed,
            IsDifference = true,
            Value = mean * scale,
            Low = interval?.Low * scale,
            High = interval?.High * scale,
            Confidence = confidence,
            Population = GatePopulation.TheseCases,
            Limit = gate.MinEffect == 0 ? 0 : -gate.MinEffect * scale,
            Verdict = isPart && told == GateVerdict.Passed ? GateVerdict.Inconclusive : told,
            Cases = values.Length,
            Samples = compared.Metric.Samples,
            PValue = p,
            SmallestPValue = smallest,
            IsBeyondProof = hypotheses * SignFlipTest.SmallestP(values.Length) > alpha,
        };
        if (told == GateVerdict.Inconclusive)
        {
            (int? cases, int? more) = Needed(compared.Metric, values, telling, mean, hypotheses, (double)compared.Metric.Samples / values.Length, gate, confidence);
            figure = figure with { CasesNeeded = cases, SamplesNeeded = more };
        }

        return figure with { Text = FigureWords.OfDifference(figure, match.IsIdentical, isPart) };
    }

    // The normal approximation of what the tests ask for, should the cases to come be like those that came.
    static (int? Cases, int? Samples) Needed(MetricDifferences metric, double[] values, int telling, double mean, int hypotheses, double samples, Gate gate, double confidence)
    {
        double alpha = 1 - confidence;
        double gap = Math.Abs(mean + gate.MinEffect);
        double z = NormalDistribution.TwoSided(1 - (alpha / hypotheses));
        double variance = values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1);

        // Not to have seen a fall says little about how rare it is: Tango's variance at the limit.
        double unseen = mean + gate.MinEffect < 0 ? 0 : gate.MinEffect * (1 - gate.MinEffect);
        double cases = Math.Ceiling(z * z * Math.Max(variance, unseen) / (gap * gap));
        double signs = Math.Ceiling(1 + Math.Log2(hypotheses / alpha));
        double needed = Math.Max(telling == 0 ? signs : Math.Ceiling(values.Length * signs / telling), double.IsFinite(cases) ? cases : 0);
        if (needed <= values.Length || needed > MostNeeded)
        {
            return (null, null);
        }

        // More samples make that part of the variance smaller which comes from sampling, and no other.
        double left = (values.Length * gap * gap / (z * z)) - Math.Max(0, variance - (metric.VarianceOfSamples ?? 0));
        double factor = telling >= signs && metric.VarianceOfSamples is > 0 and var sampling && left > 0 ? sampling / left : 0;
        return ((int)needed, factor > 1 && factor * samples <= MostNeeded ? (int)Math.Ceiling(factor * samples) : null);
    }

    static double[] Shift(double[] values, double effect) => effect == 0 ? values : [.. values.Select(value => value + effect)];

    [StructLayout(LayoutKind.Auto)]
    readonly record struct Compared(MetricDifferences Metric, double[] Values);
}
