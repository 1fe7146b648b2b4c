namespace Ptm.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    // From here on the normal distribution is the same to four digits and more.
    const double Many = 1e6;

    /// <summary>The share that lies above <paramref name="t"/>, which is 0 or more: DLMF 8.17 by way of the incomplete beta function.</summary>
    public static double Above(double t, double degrees) =>
        0.5 * SpecialFunctions.RegularizedBeta(degrees / (degrees + (t * t)), degrees / 2, 0.5);

    /// <summary>Beyond which, on either side, what is outside a two-sided interval lies: 4.30 for a confidence of 0.95 and 2 degrees of freedom.</summary>
    public static double TwoSided(double confidence, double degrees)
    {
        double normal = NormalDistribution.TwoSided(confidence);
        if (degrees > Many)
        {
            return normal;
        }

        double tail = (1 - confidence) / 2;
        double low = normal;
        double high = normal;
        while (Above(high, degrees) > tail)
        {
            low = high;
            high *= 2;
        }

        for (int round = 0; round < 200 && high - low > 1e-14 * high; round++)
        {
            double middle = (low + high) / 2;
            (low, high) = Above(middle, degrees) > tail ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
