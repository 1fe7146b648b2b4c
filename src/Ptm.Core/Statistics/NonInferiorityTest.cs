namespace Ptm.Statistics;

/// <summary>
/// Whether paired differences have a mean above a limit below 0. A shifted sign-flip test is no test of that: where one case in twenty turns from right to wrong, thirty cases without
/// such a turn would prove what is not so. The score test of Tango (1998) takes its variance from the limit and not from what was found, and is valid there.
/// It is made for differences of -1, 0 and 1. Means of several samples vary less, and a case of K samples counts for as many cases as their mean square is smaller, up to K and no further:
/// that samples came out close to one another does not show that none of them ever falls far, and there were no more than K chances to see it.
/// </summary>
internal static class NonInferiorityTest
{
    /// <summary>The one-sided p-value of a mean at <paramref name="limit"/> or below.</summary>
    /// <param name="differences">The paired differences, each between -1 and 1; at least one.</param>
    /// <param name="limit">From -1 to 0.</param>
    /// <param name="samples">Samples that each difference rests on, 1 or more: for so many cases it counts at most.</param>
    public static double OneSided(ReadOnlySpan<double> differences, double limit, double samples)
    {
        double worse = 0;
        double better = 0;
        double squares = 0;
        foreach (double difference in differences)
        {
            worse += Math.Max(0, -difference);
            better += Math.Max(0, difference);
            squares += difference * difference;
        }

        int count = differences.Length;
        double scale = worse + better > 0 && squares > 0 ? (worse + better) / squares : 1;
        if (scale > 1 && count > 1)
        {
            // The spread was estimated, as for a t test.
            double normal = NormalDistribution.TwoSided(0.95);
            double t = StudentT.TwoSided(0.95, count - 1);
            scale = Math.Max(1, Math.Min(samples, scale * normal * normal / (t * t)));
        }

        return 1 - NormalDistribution.Below(Score(better * scale, worse * scale, count * scale, limit));
    }

    /// <summary>Tango's statistic: how far the difference found lies above <paramref name="limit"/>, in standard errors at that limit.</summary>
    /// <param name="better">Cases that turned from wrong to right.</param>
    /// <param name="worse">Cases that turned from right to wrong.</param>
    /// <param name="count">All cases.</param>
    /// <param name="limit">The difference of the hypothesis, between -1 and 1.</param>
    public static double Score(double better, double worse, double count, double limit)
    {
        double a = 2 * count;
        double b = -better - worse + ((2 * count - better + worse) * limit);
        double c = -worse * limit * (1 - limit);
        double rate = (Math.Sqrt(Math.Max(0, (b * b) - (4 * a * c))) - b) / (2 * a);
        double variance = count * ((2 * rate) + (limit * (1 - limit)));
        double distance = better - worse - (count * limit);
        return distance == 0 ? 0 : variance <= 0 ? double.CopySign(double.PositiveInfinity, distance) : distance / Math.Sqrt(variance);
    }
}
