using System.Runtime.InteropServices;

namespace Ptm.Statistics;

/// <summary>
/// The interval of a mean of values between 0 and 1: Wilson's, with the number of independent values that the spread found is worth in the place of their number
/// (Kott and Carr 1997), reduced for a spread that is itself estimated (Korn and Graubard 1998). With one sample a case it is Wilson's interval of the pass rate.
/// </summary>
/// <remarks>
/// Below 20 cases the spread among them is not estimated: by simulation such an interval is wrong too often where most cases pass always and a few hardly ever.
/// A mean of values between 0 and 1 varies at most as that of zeros and ones does, so the number is never below that of the cases, of which each counts once however often it was sampled;
/// and where the cases are given never below that of the samples (Hoeffding 1956). That is also what holds where all values are alike, which says nothing about their spread.
/// Where the cases do not differ although their samples do, it is the number of samples.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MeanInterval(double Mean, Interval Interval, double EffectiveCount)
{
    /// <summary>From so many cases on the spread among them is estimated.</summary>
    public const int LeastCases = 20;

    const double Negligible = 1e-12;

    /// <param name="figures">The values; at least one.</param>
    /// <param name="population">What the interval is about.</param>
    /// <param name="confidence">Such as 0.95.</param>
    /// <param name="isRate">Whether the values are zeros and ones, which do not vary less than independent ones from case to case.</param>
    public static MeanInterval Of(ClusteredMean figures, GatePopulation population, double confidence, bool isRate)
    {
        double z = NormalDistribution.TwoSided(confidence);
        double mean = figures.Mean!.Value;
        double count = population == GatePopulation.TheseCases ? Worth(mean, figures.VarianceOfSamples, figures.DegreesOfSamples, figures.Count, z, confidence)
            : figures.Clusters < LeastCases ? figures.EffectiveClusters
            : IsNone(figures.VarianceAmongCases, mean) && !IsNone(figures.VarianceWithin, mean) ? figures.Count
            : Worth(mean, figures.VarianceAmongCases, figures.Clusters - 1, figures.EffectiveClusters, z, confidence);
        if (isRate && population == GatePopulation.CasesLikeThese)
        {
            count = Math.Min(count, figures.Count);
        }

        return new(mean, Interval.Wilson(mean, count, z), count);
    }

    /// <summary>
    /// How likely a mean as low, or as high, would be if the true one were at <paramref name="limit"/>: the tail of the binomial distribution with as many values, which need not be whole
    /// (its form by the incomplete beta function, DLMF 8.17.5). Wilson's interval alone is wrong more often than it should be for few values near 0 or 1.
    /// </summary>
    /// <param name="limit">Between 0 and 1.</param>
    /// <param name="isBelow">Whether means as low are meant.</param>
    public double TailAt(double limit, bool isBelow)
    {
        double ones = Mean * EffectiveCount;
        double zeros = EffectiveCount - ones;
        return limit <= 0 ? (isBelow ? 1 : 0)
            : isBelow ? zeros <= 0 ? 1 : SpecialFunctions.RegularizedBeta(1 - limit, zeros, ones + 1)
            : ones <= 0 ? 1 : SpecialFunctions.RegularizedBeta(limit, ones, zeros + 1);
    }

    // What rounding leaves of a sum of squares is no spread.
    static bool IsNone(double? variance, double mean) => !(variance > mean * (1 - mean) * Negligible);

    static double Worth(double mean, double? variance, double degrees, double least, double z, double confidence)
    {
        if (IsNone(variance, mean) || degrees <= 0)
        {
            return least;
        }

        double t = StudentT.TwoSided(confidence, degrees);
        return Math.Max(least, mean * (1 - mean) / variance!.Value * z * z / (t * t));
    }
}
