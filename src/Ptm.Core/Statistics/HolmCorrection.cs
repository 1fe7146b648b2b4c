namespace Ptm.Statistics;

/// <summary>Holm (1979): p-values of several hypotheses, so adjusted that any is wrongly rejected with at most the level's probability.</summary>
internal static class HolmCorrection
{
    /// <summary>The adjusted p-values, in the order of <paramref name="values"/>: each at least the p-value, and in the same order as those.</summary>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(index => values[index])];
        double[] adjusted = new double[values.Count];
        double least = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            least = Math.Max(least, Math.Min(1, (order.Length - rank) * values[order[rank]]));
            adjusted[order[rank]] = least;
        }

        return adjusted;
    }
}
