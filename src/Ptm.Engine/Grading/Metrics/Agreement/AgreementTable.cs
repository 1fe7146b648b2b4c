namespace Ptm.Engine.Grading.Metrics.Agreement;

/// <summary>
/// How two raters sorted the same things, counted: <c>counts[i][j]</c> were sorted into i by the first and into j by the second. Cohen's kappa
/// (Cohen 1960, "A coefficient of agreement for nominal scales") is the agreement beyond what chance would give, and its standard error the large-sample
/// one (Fleiss, Cohen and Everitt 1969, "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72, eq. 13).
/// </summary>
internal sealed class AgreementTable
{
    // The quantile of the standard normal distribution that 95 % lie around within.
    const double Normal95 = 1.959963984540054;

    // What is left on one side of 95 %.
    const double Tail95 = 0.025;

    public AgreementTable(IReadOnlyList<IReadOnlyList<int>> counts)
    {
        int categories = counts.Count;
        double[] first = new double[categories];
        double[] second = new double[categories];
        for (int i = 0; i < categories; i++)
        {
            for (int j = 0; j < categories; j++)
            {
                Total += counts[i][j];
                first[i] += counts[i][j];
                second[j] += counts[i][j];
            }

            Agreed += counts[i][i];
        }

        if (Total == 0)
        {
            return;
        }

        double observed = (double)Agreed / Total;
        double expected = 0;
        for (int i = 0; i < categories; i++)
        {
            (first[i], second[i]) = (first[i] / Total, second[i] / Total);
            expected += first[i] * second[i];
        }

        if (expected >= 1)
        {
            return;
        }

        Kappa = (observed - expected) / (1 - expected);
        double variance = 0;
        for (int i = 0; i < categories; i++)
        {
            for (int j = 0; j < categories; j++)
            {
                double share = (double)counts[i][j] / Total;
                double term = i == j ? (1 - expected) - ((first[i] + second[i]) * (1 - observed)) : (1 - observed) * (second[i] + first[j]);
                variance += share * term * term;
            }
        }

        double mean = (observed * expected) - (2 * expected) + observed;
        StandardError = Math.Sqrt(Math.Max(0, variance - (mean * mean)) / Total) / ((1 - expected) * (1 - expected));
        if (Agreed == Total)
        {
            // Where the two never differ there is no spread to estimate from, but so many agreements in a row still bound how often they would.
            Interval = (Math.Max(-1, (Math.Pow(Tail95, 1.0 / Total) - expected) / (1 - expected)), 1);
        }
        else if (StandardError > 0)
        {
            Interval = (Math.Max(-1, Kappa.Value - (Normal95 * StandardError.Value)), Math.Min(1, Kappa.Value + (Normal95 * StandardError.Value)));
        }
    }

    public int Total { get; }

    public int Agreed { get; }

    /// <summary>-1 to 1, 0 for what chance gives; null where it has no value: nothing was rated, or both raters sorted everything into one category.</summary>
    public double? Kappa { get; }

    /// <summary>0 where the two never differ, or always; null without a kappa.</summary>
    public double? StandardError { get; }

    /// <summary>
    /// The interval of 95 %, within -1 to 1; null where there is none to be told. Where the two never differ it is the exact one of their agreement
    /// (Clopper and Pearson 1934) with the verdicts as frequent as they are.
    /// </summary>
    public (double Low, double High)? Interval { get; }
}
