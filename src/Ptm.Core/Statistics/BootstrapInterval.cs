namespace Ptm.Statistics;

/// <summary>
/// The bias-corrected and accelerated bootstrap interval of a mean (Efron 1987, "Better bootstrap confidence intervals"; the acceleration by the jackknife, Efron and Tibshirani 1993, 14.15).
/// Cases are drawn, so it is about cases like these. Shown, and no part of a verdict.
/// </summary>
internal static class BootstrapInterval
{
    /// <summary>From so many cases on; of fewer the bootstrap's interval is too short.</summary>
    public const int LeastCases = 20;

    const int Draws = 9_999;

    /// <summary>The interval, whatever the order of the values; null where there are too few, or all are alike.</summary>
    /// <param name="values">One value a case.</param>
    /// <param name="confidence">Such as 0.95.</param>
    /// <param name="seed">Fixes what is drawn.</param>
    public static Interval? OfMean(ReadOnlySpan<double> values, double confidence, ulong seed)
    {
        if (values.Length < LeastCases)
        {
            return null;
        }

        double[] sorted = [.. values];
        Array.Sort(sorted);
        if (sorted[^1] - sorted[0] <= 1e-12)
        {
            return null;
        }

        SplitMix64 random = new(seed);
        double[] means = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            for (int place = 0; place < sorted.Length; place++)
            {
                sum += sorted[random.NextIndex(sorted.Length)];
            }

            means[draw] = sum / sorted.Length;
        }

        Array.Sort(means);
        return From(means, sorted, confidence);
    }

    /// <summary>The interval out of the means of the draws, in ascending order.</summary>
    public static Interval From(double[] means, double[] values, double confidence)
    {
        double mean = values.Average();
        double bias = NormalDistribution.Quantile(Math.Clamp(ShareBelow(means, mean), 0.5 / means.Length, 1 - (0.5 / means.Length)));
        double acceleration = Acceleration(values, mean);
        double z = NormalDistribution.TwoSided(confidence);

        // Of few values that are mostly alike the ends may pass the mean.
        return new(Math.Min(mean, At(means, bias, acceleration, -z)), Math.Max(mean, At(means, bias, acceleration, z)));
    }

    // Ties count half: the mean of such differences is often one of few values.
    static double ShareBelow(double[] means, double mean)
    {
        double below = 0;
        foreach (double drawn in means)
        {
            below += Math.Abs(drawn - mean) <= 1e-12 ? 0.5 : drawn < mean ? 1 : 0;
        }

        return below / means.Length;
    }

    // For a mean the jackknife's values lie about it as the values do, the other way round and closer.
    static double Acceleration(double[] values, double mean)
    {
        double squares = 0;
        double cubes = 0;
        foreach (double value in values)
        {
            double distance = value - mean;
            squares += distance * distance;
            cubes += distance * distance * distance;
        }

        return cubes / (6 * Math.Pow(squares, 1.5));
    }

    static double At(double[] means, double bias, double acceleration, double z)
    {
        double shifted = bias + ((bias + z) / (1 - (acceleration * (bias + z))));
        double position = (NormalDistribution.Below(shifted) * (means.Length + 1)) - 1;
        int below = Math.Clamp((int)Math.Floor(position), 0, means.Length - 1);
        int above = Math.Min(below + 1, means.Length - 1);
        double share = Math.Clamp(position - below, 0, 1);
        return means[below] + (share * (means[above] - means[below]));
    }
}
