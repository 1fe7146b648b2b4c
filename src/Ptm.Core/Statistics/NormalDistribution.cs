namespace Ptm.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>The share that lies below <paramref name="z"/>.</summary>
    public static double Below(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));

    /// <summary>What a share of <paramref name="probability"/>, between 0 and 1, lies below. Abramowitz and Stegun 26.2.23, improved by Halley's method to the last digits.</summary>
    public static double Quantile(double probability)
    {
        if (probability > 0.5)
        {
            return -Quantile(1 - probability);
        }

        double t = Math.Sqrt(-2 * Math.Log(probability));
        double z = -(t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308))))))));
        for (int round = 0; round < 3; round++)
        {
            double step = (Below(z) - probability) * Math.Sqrt(2 * Math.PI) * Math.Exp(z * z / 2);
            z -= step / (1 + (z * step / 2));
        }

        return z;
    }

    /// <summary>Beyond which, on either side, what is outside a two-sided interval lies: 1.96 for a confidence of 0.95.</summary>
    public static double TwoSided(double confidence) => -Quantile((1 - confidence) / 2);
}
