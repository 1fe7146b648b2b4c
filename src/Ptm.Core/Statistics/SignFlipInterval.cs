using System.Numerics;

namespace Ptm.Statistics;

/// <summary>
/// The interval of a mean of paired differences that the sign-flip test does not reject: its ends are means of subsets of the differences
/// (Hartigan 1969, "Using subsample values as typical values"). Exact where differences lie symmetrically about their mean, however few they are.
/// </summary>
internal static class SignFlipInterval
{
    /// <summary>The interval, whatever the order of the differences; an end that no number of cases as small can give is one of <paramref name="bounds"/>.</summary>
    /// <param name="differences">The paired differences.</param>
    /// <param name="confidence">Such as 0.95, two-sided.</param>
    /// <param name="bounds">The smallest and the largest difference there can be.</param>
    /// <param name="seed">Fixes what is drawn.</param>
    public static Interval OfMean(ReadOnlySpan<double> differences, double confidence, Interval bounds, ulong seed)
    {
        double[] sorted = [.. differences];
        Array.Sort(sorted);
        double[] means = sorted.Length <= SignFlipTest.MostExact ? All(sorted) : Drawn(sorted, seed);

        // The subset of none counts as one of them, as the signs that were found do in the test.
        int rejected = (int)Math.Floor((1 - confidence) / 2 * (means.Length + 1));
        if (rejected == 0)
        {
            return bounds;
        }

        Array.Sort(means);
        return new(means[rejected - 1], means[^rejected]);
    }

    static double[] All(double[] values)
    {
        double[] sums = new double[1 << values.Length];
        for (int subset = 1; subset < sums.Length; subset++)
        {
            int first = BitOperations.TrailingZeroCount(subset);
            sums[subset] = sums[subset & (subset - 1)] + values[first];
        }

        double[] means = new double[sums.Length - 1];
        for (int subset = 1; subset < sums.Length; subset++)
        {
            means[subset - 1] = sums[subset] / BitOperations.PopCount((uint)subset);
        }

        return means;
    }

    static double[] Drawn(double[] values, ulong seed)
    {
        SplitMix64 random = new(seed);
        double[] means = new double[SignFlipTest.Draws];
        for (int draw = 0; draw < means.Length;)
        {
            double sum = 0;
            int count = 0;
            for (int start = 0; start < values.Length; start += 64)
            {
                ulong bits = random.Next();
                for (int place = start; place < Math.Min(values.Length, start + 64); place++, bits >>= 1)
                {
                    if ((bits & 1) == 1)
                    {
                        sum += values[place];
                        count++;
                    }
                }
            }

            if (count > 0)
            {
                means[draw++] = sum / count;
            }
        }

        return means;
    }
}
