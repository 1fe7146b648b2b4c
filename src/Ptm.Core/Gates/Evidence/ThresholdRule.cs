using Ptm.Statistics;

namespace Ptm;

/// <summary>Whether a mean reaches a minimum: shown not to where its interval lies below, shown to where the interval lies at or above, and otherwise not to be told.</summary>
internal static class ThresholdRule
{
    const double MostNeeded = 1_000_000;

    /// <param name="metric">The pass rate or the score.</param>
    /// <param name="figures">Its values; at least one.</param>
    /// <param name="limit">The minimum, in the metric's unit.</param>
    /// <param name="gate">Confidence and population.</param>
    /// <param name="confidence">The confidence.</param>
    public static GateFigure Judge(string metric, ClusteredMean figures, double limit, Gate gate, double confidence)
    {
        double scale = metric == GateFigure.Score ? 100 : 1;
        MeanInterval mean = MeanInterval.Of(figures, gate.Population, confidence, isRate: metric == GateFigure.PassRate);
        (double low, double high) = (mean.Interval.Low * scale, mean.Interval.High * scale);
        double alpha = 1 - confidence;
        GateVerdict verdict = Limits.IsBelow(high, limit) && mean.TailAt(limit / scale, isBelow: true) <= alpha ? GateVerdict.Failed
            : Limits.Reaches(low, limit) && mean.TailAt(limit / scale, isBelow: false) <= alpha ? GateVerdict.Passed
            : GateVerdict.Inconclusive;
        GateFigure figure = new()
        {
            Metric = metric,
            Value = mean.Mean * scale,
            Low = low,
            High = high,
            Confidence = confidence,
            Population = gate.Population,
            Limit = limit,
            Verdict = verdict,
            Cases = figures.Clusters,
            Samples = figures.Count,
        };
        if (verdict == GateVerdict.Inconclusive)
        {
            (int? cases, int? samples) = Needed(figures, mean, limit / scale, gate.Population, confidence);
            figure = figure with { CasesNeeded = cases, SamplesNeeded = samples };
        }

        return figure with { Text = FigureWords.OfThreshold(figure) };
    }

    // Wilson's interval ends at the limit when z² L(1 - L) / (m - L)² independent values had the mean m.
    static (int? Cases, int? Samples) Needed(ClusteredMean figures, MeanInterval mean, double limit, GatePopulation population, double confidence)
    {
        double gap = mean.Mean - limit;
        double z = NormalDistribution.TwoSided(confidence);
        double growth = z * z * limit * (1 - limit) / (gap * gap) / mean.EffectiveCount;
        if (!double.IsFinite(growth) || growth <= 1)
        {
            return (null, null);
        }

        double samplesOfACase = (double)figures.Count / figures.Clusters;
        if (population == GatePopulation.TheseCases)
        {
            return (null, Whole(samplesOfACase * growth));
        }

        int? samples = null;
        if (figures.Clusters >= MeanInterval.LeastCases && figures.VarianceWithin is { } within && figures.VarianceAmongCases is { } variance)
        {
            double among = Math.Max(0, (variance * figures.Clusters) - (within / samplesOfACase));
            double left = (variance * figures.Clusters / growth) - among;
            samples = within > 0 && left > 0 ? Whole(within / left) : null;
        }

        return (Whole(figures.Clusters * growth), samples);
    }

    static int? Whole(double count) => count <= MostNeeded ? (int)Math.Ceiling(count) : null;
}
