using System.Numerics;

namespace Ptm.Statistics;

/// <summary>
/// Whether paired differences have a mean of 0: the sign-flip permutation test (Fisher 1935; Pitman 1937). Where nothing changed, each difference could as well have had
/// the other sign, so the mean is held against those of all choices of signs. Two-sided. Differences of 0 have no sign to flip and change no mean.
/// For differences of -1, 0 and 1 it is the exact McNemar test.
/// </summary>
internal static class SignFlipTest
{
    /// <summary>Up to so many differences that are not 0 every choice of signs is looked at.</summary>
    public const int MostExact = 16;

    /// <summary>Choices of signs drawn beyond that.</summary>
    public const int Draws = 9_999;

    /// <summary>As many as extreme end the drawing: a p-value that is far from small needs no more digits (Besag and Clifford 1991).</summary>
    const int Enough = 500;

    // Below this a difference of two means of samples is rounding.
    const double Zero = 1e-9;

    /// <summary>The p-value, above 0 and at most 1, whatever the order of the differences.</summary>
    /// <param name="differences">The paired differences.</param>
    /// <param name="seed">Fixes what is drawn.</param>
    public static double TwoSided(ReadOnlySpan<double> differences, ulong seed)
    {
        List<double> sizes = [];
        double sum = 0;
        foreach (double difference in differences)
        {
            if (Math.Abs(difference) > Zero)
            {
                sizes.Add(Math.Abs(difference));
                sum += difference;
            }
        }

        // The sum in one order is not the sum in another to the last digit, so that equal sums are taken for equal by a tolerance.
        sizes.Sort();
        double atLeast = Math.Abs(sum) - (Zero * sizes.Sum());
        return sizes.Count == 0 ? 1 : sizes.Count <= MostExact ? Exact(sizes, atLeast) : Drawn(sizes, atLeast, seed);
    }

    /// <summary>The smallest p-value that can come of so many differences that are not 0: all of one sign. 1 for none.</summary>
    public static double SmallestP(int count) => Math.Min(1, Math.ScaleB(2, -count));

    /// <summary>How many of the differences are not 0.</summary>
    public static int CountChanged(ReadOnlySpan<double> differences)
    {
        int count = 0;
        foreach (double difference in differences)
        {
            count += Math.Abs(difference) > Zero ? 1 : 0;
        }

        return count;
    }

    // The other half of the choices has the same sums with the other sign, so the first sign stands.
    static double Exact(List<double> sizes, double atLeast)
    {
        double[] sums = new double[1 << (sizes.Count - 1)];
        sums[0] = sizes[0];
        int filled = 1;
        for (int next = 1; next < sizes.Count; next++, filled *= 2)
        {
            for (int index = 0; index < filled; index++)
            {
                sums[filled + index] = sums[index] - sizes[next];
                sums[index] += sizes[next];
            }
        }

        int extreme = 0;
        foreach (double sum in sums)
        {
            extreme += Math.Abs(sum) >= atLeast ? 1 : 0;
        }

        return (double)extreme / sums.Length;
    }

    // The choice that was found counts as one of them: without it p could be 0, and the test would err too often (Phipson and Smyth 2010).
    static double Drawn(List<double> sizes, double atLeast, ulong seed)
    {
        (double Size, int Count)[] groups = Group(sizes);
        SplitMix64 random = new(seed);
        int extreme = 0;
        for (int draw = 1; draw <= Draws; draw++)
        {
            double sum = 0;
            ulong bits = 0;
            int left = 0;
            foreach ((double size, int count) in groups)
            {
                int positive = 0;
                for (int missing = count; missing > 0;)
                {
                    if (left == 0)
                    {
                        bits = random.Next();
                        left = 64;
                    }

                    int taken = Math.Min(missing, left);
                    positive += BitOperations.PopCount(taken == 64 ? bits : bits & ((1UL << taken) - 1));
                    bits = taken == 64 ? 0 : bits >> taken;
                    left -= taken;
                    missing -= taken;
                }

                sum += size * ((2 * positive) - count);
            }

            extreme += Math.Abs(sum) >= atLeast ? 1 : 0;
            if (extreme == Enough)
            {
                return (double)extreme / draw;
            }
        }

        return (extreme + 1) / (Draws + 1.0);
    }

    // Signs of differences of one size are drawn at once.
    static (double Size, int Count)[] Group(List<double> sizes)
    {
        List<(double Size, int Count)> groups = [];
        foreach (double size in sizes)
        {
            if (groups is [.., var (last, count)] && size - last <= Zero)
            {
                groups[^1] = (last, count + 1);
            }
            else
            {
                groups.Add((size, 1));
            }
        }

        return [.. groups];
    }
}
