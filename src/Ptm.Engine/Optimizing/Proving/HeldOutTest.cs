using Ptm.Statistics;

namespace Ptm.Engine.Optimizing.Proving;

/// <summary>
/// What the held-out cases say of one finalist. They had no part in choosing it, so that its gain on them is not the largest of many (Cawley and Talbot 2010),
/// and where nothing is better a paired sign-flip test errs in at most alpha of the optimizations, whatever the search did.
/// </summary>
internal static class HeldOutTest
{
    /// <summary>Over all looks at the held-out cases of a prompt.</summary>
    public const double Alpha = 0.05;

    const double Confidence = 0.95;
    const double Power = 0.8;

    /// <summary>Above this share of cases without a score on both sides, those that are left tell nothing.</summary>
    const double MostLost = 0.1;

    static readonly Interval s_bounds = new(-100, 100);

    /// <summary>What a look has of alpha: shares that sum up to it over all looks there will be.</summary>
    /// <param name="look">Which look, from 1.</param>
    public static double AlphaOf(int look) => Alpha * 6 / (Math.PI * Math.PI * look * look);

    /// <summary>So many held-out cases it takes at a look that anything can be proven: with fewer, the sign-flip test has no p as small as the look's alpha.</summary>
    /// <param name="look">Which look, from 1.</param>
    public static int LeastCasesAt(int look) => (int)Math.Ceiling(Math.Log2(1 / AlphaOf(look)));

    /// <summary>Tests.</summary>
    /// <param name="differences">By how many points the finalist is above the prompt as it was, case by case.</param>
    /// <param name="planned">Cases that were to be compared.</param>
    /// <param name="settings">What is called an improvement.</param>
    /// <param name="look">Which look at these cases it is, from 1.</param>
    public static (OptimizationVerdict Verdict, OptimizationGain? Gain) Of(IReadOnlyList<double> differences, int planned, OptimizationSettings settings, int look)
    {
        if (differences.Count < (1 - MostLost) * planned)
        {
            return (OptimizationVerdict.Inconclusive, differences.Count == 0 ? null : GainOf(differences, settings, look));
        }

        if (differences.Count == 0)
        {
            return (OptimizationVerdict.Unproven, null);
        }

        OptimizationGain gain = GainOf(differences, settings, look);
        double consistent = IntervalOf(differences, (2 * Confidence) - 1, settings.Seed).Low;
        return gain.PValue <= gain.Alpha && gain.Points >= settings.MinImprovement && consistent >= settings.MinConsistentImprovement
            ? (OptimizationVerdict.Improved, gain with { CasesNeeded = null })
            : (gain.High < settings.MinImprovement ? OptimizationVerdict.NoImprovement : OptimizationVerdict.Unproven, gain);
    }

    static OptimizationGain GainOf(IReadOnlyList<double> differences, OptimizationSettings settings, int look)
    {
        double[] values = [.. differences];
        double points = values.Average();
        double twoSided = SignFlipTest.TwoSided(values, settings.Seed);
        double alpha = AlphaOf(look);
        Interval interval = IntervalOf(differences, Confidence, settings.Seed);
        return new(
            points,
            Math.Min(points, interval.Low),
            Math.Max(points, Math.Max(interval.High, HighestUnseen(values, points, settings.ValidationSamples))),
            Confidence,
            points > 0 ? twoSided / 2 : 1 - (twoSided / 2),
            alpha,
            values.Length,
            settings.ValidationSamples,
            points > 0 ? CasesFor(values, points, alpha) : null);
    }

    static Interval IntervalOf(IReadOnlyList<double> differences, double confidence, ulong seed) =>
        differences.All(difference => Math.Abs(difference - differences[0]) < 1e-9) ? IntervalOfEqual(differences[0], differences.Count, confidence)
        : SignFlipInterval.OfMean([.. differences], confidence, s_bounds, seed);

    // n cases that came out alike do not exclude another outcome whose probability is so small that n cases miss it with (1 - confidence) / 2.
    static Interval IntervalOfEqual(double difference, int count, double confidence)
    {
        double unseen = 1 - Math.Pow((1 - confidence) / 2, 1.0 / count);
        return new(
            Math.Max(s_bounds.Low, difference + ((s_bounds.Low - difference) * unseen)),
            Math.Min(s_bounds.High, difference + ((s_bounds.High - difference) * unseen)));
    }

    // That six cases came out alike does not show that none gains: what the sign-flip test says of a shifted mean is too little where gains are rare and large. Tango's test takes its variance from the limit.
    static double HighestUnseen(double[] values, double points, int samples)
    {
        double[] losses = [.. values.Select(value => -value / 100)];
        double low = Math.Max(0, points / 100);
        double high = 1;
        for (int round = 0; round < 40; round++)
        {
            double middle = (low + high) / 2;
            (low, high) = NonInferiorityTest.OneSided(losses, -middle, samples) > (1 - Confidence) / 2 ? (middle, high) : (low, middle);
        }

        return 100 * high;
    }

    // Paired by case: n = (z_alpha + z_beta)² s² / d², plus z²/2 for a variance that is estimated (Guenther 1981); at least what the sign-flip test needs to reach alpha.
    static int? CasesFor(double[] values, double points, double alpha)
    {
        double deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - points) * (value - points)) / (values.Length - 1));
        double z = -NormalDistribution.Quantile(alpha);
        double both = z - NormalDistribution.Quantile(1 - Power);
        double cases = (both * both * deviation * deviation / (points * points)) + (z * z / 2);
        return cases > 1_000_000 ? null : (int)Math.Ceiling(Math.Max(cases, Math.Log2(1 / alpha)));
    }
}
