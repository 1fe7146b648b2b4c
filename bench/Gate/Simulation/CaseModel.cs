using Ptm.Statistics;

namespace Ptm.Bench.Gate.Simulation;

/// <summary>How a fall comes about.</summary>
internal enum Fall
{
    /// <summary>Each case passes less often than before.</summary>
    Even,

    /// <summary>Some cases never pass any more, and the others are as before.</summary>
    Broken,
}

/// <summary>Cases that pass with a rate of their own, drawn from a beta distribution.</summary>
/// <param name="Rate">Mean of the rates, above 0 and below 1.</param>
/// <param name="Correlation">How alike samples of one case are, 0 to 1, ends excluded: the variance of the rates by Rate (1 - Rate).</param>
internal sealed record CaseModel(double Rate, double Correlation)
{
    public double[] Draw(int cases, ref SplitMix64 random)
    {
        double total = (1 / Correlation) - 1;
        double[] rates = new double[cases];
        for (int index = 0; index < cases; index++)
        {
            double passing = Gamma(Rate * total, ref random);
            double failing = Gamma((1 - Rate) * total, ref random);
            rates[index] = passing + failing > 0 ? passing / (passing + failing) : random.NextDouble() < Rate ? 1 : 0;
        }

        return rates;
    }

    /// <summary>The rates once the mean of these cases has fallen by so much, or to 0.</summary>
    public static double[] After(double[] rates, double fall, Fall how, ref SplitMix64 random)
    {
        double mean = rates.Average();
        double[] after = [.. rates];
        if (how == Fall.Even)
        {
            return [.. rates.Select(rate => rate * Math.Max(0, 1 - (fall / mean)))];
        }

        // Drawn without putting back, until enough is lost.
        double left = fall * rates.Length;
        for (int taken = 0; taken < after.Length && left > 0; taken++)
        {
            int index = taken + random.NextIndex(after.Length - taken);
            (after[taken], after[index]) = (after[index], after[taken]);
            (rates[taken], rates[index]) = (rates[index], rates[taken]);
            double lost = Math.Min(left, after[taken]);
            after[taken] -= lost;
            left -= lost;
        }

        return after;
    }

    // Marsaglia and Tsang 2000.
    static double Gamma(double shape, ref SplitMix64 random)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1, ref random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + (d * (1 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }
}
