using System.Runtime.InteropServices;
using Ptm.Statistics;

namespace Ptm;

/// <summary>
/// Whether a mean reaches a minimum: shown not to where its interval lies below, shown to where the interval lies at or above, and otherwise not to be told.
/// Either also takes a tail of the binomial distribution at the minimum that is at most 1 - confidence.
/// </summary>
internal static class ThresholdRule
{
    const int MostNeeded = 1_000_000;

    /// <param name="metric">The pass rate or the score.</param>
    /// <param name="figures">Its values; at least one.</param>
    /// <param name="limit">The minimum, in the metric's unit.</param>
    /// <param name="gate">Confidence and population.</param>
    /// <param name="confidence">The confidence.</param>
    /// <param name="withNeed">Whether to find out what it would take where it cannot be told.</param>
    public static GateFigure Judge(string metric, ClusteredMean figures, double limit, Gate gate, double confidence, bool withNeed)
    {
        double scale = metric == GateFigure.Score ? 100 : 1;
        Question question = new(limit / scale, gate.Population, confidence, IsRate: metric == GateFigure.PassRate);
        MeanInterval mean = question.IntervalOf(figures);
        GateFigure figure = new()
        {
            Metric = metric,
            Value = mean.Mean * scale,
            Low = mean.Interval.Low * scale,
            High = mean.Interval.High * scale,
            Confidence = confidence,
            Population = gate.Population,
            Limit = limit,
            Verdict = question.VerdictOf(mean),
            Cases = figures.Clusters,
            Samples = figures.Count,
        };
        if (withNeed && figure.Verdict == GateVerdict.Inconclusive)
        {
            int samples = (int)Math.Min(figures.Count / figures.Clusters, MostNeeded);
            figure = figure with
            {
                CasesNeeded = gate.Population == GatePopulation.TheseCases ? null : Least(figures.Clusters + 1, cases => question.IsTold(figures.WithCases(cases))),
                SamplesNeeded = Least(samples + 1, more => question.IsTold(figures.WithSamples(more))),
            };
        }

        return figure with { Text = FigureWords.OfThreshold(figure) };
    }

    // By the rule itself, whatever it is made of: what is said to suffice does. The figure stays what it is, and what tells with some tells with more.
    static int? Least(int from, Func<int, bool> isTold)
    {
        int tooFew = from - 1;
        int enough = from;
        while (!isTold(enough))
        {
            if (enough >= MostNeeded)
            {
                return null;
            }

            tooFew = enough;
            enough = Math.Min(MostNeeded, 2 * enough);
        }

        while (enough - tooFew > 1)
        {
            int middle = tooFew + ((enough - tooFew) / 2);
            (tooFew, enough) = isTold(middle) ? (tooFew, middle) : (middle, enough);
        }

        return enough;
    }

    /// <param name="Limit">The minimum, 0 to 1.</param>
    /// <param name="Population">What the interval is about.</param>
    /// <param name="Confidence">The confidence.</param>
    /// <param name="IsRate">Whether the values are zeros and ones.</param>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct Question(double Limit, GatePopulation Population, double Confidence, bool IsRate)
    {
        public MeanInterval IntervalOf(ClusteredMean figures) => MeanInterval.Of(figures, Population, Confidence, IsRate);

        public GateVerdict VerdictOf(MeanInterval mean) =>
            Limits.IsBelow(mean.Interval.High, Limit) && mean.TailAt(Limit, isBelow: true) <= 1 - Confidence ? GateVerdict.Failed
            : Limits.Reaches(mean.Interval.Low, Limit) && mean.TailAt(Limit, isBelow: false) <= 1 - Confidence ? GateVerdict.Passed
            : GateVerdict.Inconclusive;

        public bool IsTold(ClusteredMean figures) => VerdictOf(IntervalOf(figures)) != GateVerdict.Inconclusive;
    }
}
