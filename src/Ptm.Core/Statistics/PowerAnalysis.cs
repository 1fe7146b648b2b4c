namespace Ptm.Statistics;

/// <summary>How many cases it takes to see a difference. Normal approximations; the simulation of the gate shows how far they hold.</summary>
/// <param name="confidence">Confidence of the verdict, two-sided.</param>
/// <param name="power">How likely it is to be found, such as 0.8.</param>
internal sealed class PowerAnalysis(double confidence, double power)
{
    readonly double _z = NormalDistribution.TwoSided(confidence);
    readonly double _zPower = NormalDistribution.Quantile(power);

    /// <summary>
    /// Cases that a comparison with a baseline needs to find a fall, paired by case: Miller 2024, "Adding Error Bars to Evals", power analysis,
    /// n = (z_α/2 + z_β)² (ω² + σ_A²/K_A + σ_B²/K_B) / δ², with as many samples on both sides, plus z²/2 for a variance that is estimated (Guenther 1981); at least those that the sign-flip test needs to reach alpha.
    /// </summary>
    /// <param name="rate">Pass rate of the baseline.</param>
    /// <param name="fall">What it falls by.</param>
    /// <param name="correlation">How alike samples of one case are, 0 to 1: the variance of the cases' rates by rate (1 - rate).</param>
    /// <param name="samples">Samples of each case.</param>
    public int CasesForFall(double rate, double fall, double correlation, int samples)
    {
        // Each case falls by the same share of its rate.
        double kept = (rate - fall) / rate;
        double among = correlation * rate * (1 - rate);
        double before = rate - (rate * rate) - among;
        double after = (rate * kept) - (kept * kept * ((rate * rate) + among));
        double variance = (among * (1 - kept) * (1 - kept)) + ((before + after) / samples);
        double cases = ((_z + _zPower) * (_z + _zPower) * variance / (fall * fall)) + (_z * _z / 2);
        return (int)Math.Ceiling(Math.Max(cases, 1 + Math.Log2(1 / (1 - confidence))));
    }

    /// <summary>
    /// Cases that it takes to show that a pass rate is above a limit, or below: the score test of one proportion (Fleiss, Levin and Paik 2003, 2.14),
    /// times the design effect 1 + (K - 1)ρ of K samples a case (Kish 1965).
    /// </summary>
    /// <param name="rate">The true rate.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="correlation">How alike samples of one case are, 0 to 1.</param>
    /// <param name="samples">Samples of each case.</param>
    public int CasesForLimit(double rate, double limit, double correlation, int samples)
    {
        double root = ((_z * Math.Sqrt(limit * (1 - limit))) + (_zPower * Math.Sqrt(rate * (1 - rate)))) / (rate - limit);
        double cases = root * root * (1 + ((samples - 1) * correlation)) / samples;

        // Below this number of cases they count once each, however often they are sampled.
        return (int)Math.Ceiling(cases < MeanInterval.LeastCases ? Math.Min(root * root, MeanInterval.LeastCases) : cases);
    }

    /// <summary>The variance of cases' rates by that of their samples, out of how often each passed; null where no case has two samples.</summary>
    /// <param name="cases">Samples that passed, and samples, of each case.</param>
    public static double? CorrelationOf(IReadOnlyList<(int Passed, int Samples)> cases)
    {
        double within = 0;
        int repeated = 0;
        double inverse = 0;
        foreach ((int passed, int samples) in cases.Where(one => one.Samples > 1))
        {
            double rate = (double)passed / samples;
            within += rate * (1 - rate) * samples / (samples - 1);
            inverse += 1.0 / samples;
            repeated++;
        }

        if (repeated == 0 || cases.Count < 2)
        {
            return null;
        }

        within /= repeated;
        double[] rates = [.. cases.Select(one => (double)one.Passed / one.Samples)];
        double mean = rates.Average();
        double among = Math.Max(0, (rates.Sum(rate => (rate - mean) * (rate - mean)) / (rates.Length - 1)) - (within * inverse / repeated));
        return among + within > 0 ? among / (among + within) : null;
    }
}
