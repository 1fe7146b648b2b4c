namespace Ptm.Statistics;

/// <summary>The few special functions that the gate's statistics need, to about 1e-14. Formulas: NIST Digital Library of Mathematical Functions (DLMF).</summary>
internal static class SpecialFunctions
{
    const int MostTerms = 10_000;
    const double Precision = 1e-16;
    const double Tiny = 1e-300;

    // Lanczos 1964, with g = 7 and nine terms.
    static readonly double[] s_lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The logarithm of the gamma function of an argument above 0.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            // DLMF 5.5.3, the reflection.
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        double sum = s_lanczos[0];
        for (int term = 1; term < s_lanczos.Length; term++)
        {
            sum += s_lanczos[term] / (x - 1 + term);
        }

        double t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>The complementary error function: DLMF 7.6.2 (a series) below 2, 7.9.2 (a continued fraction) from there on.</summary>
    public static double Erfc(double x)
    {
        if (x < 0)
        {
            return 2 - Erfc(-x);
        }

        return x < 2 ? 1 - ErfSeries(x) : ErfcFraction(x);
    }

    /// <summary>The regularized incomplete beta function: DLMF 8.17.22, evaluated as Lentz does.</summary>
    public static double RegularizedBeta(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        // DLMF 8.17.4: the fraction converges fast on one side alone.
        return x > (a + 1) / (a + b + 2) ? 1 - BetaFraction(1 - x, b, a) : BetaFraction(x, a, b);
    }

    static double ErfSeries(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < MostTerms && Math.Abs(term) > Precision * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the inside out: sixty levels are more than x of 2 needs.
    static double ErfcFraction(double x)
    {
        double fraction = x;
        for (int level = 120; level >= 1; level--)
        {
            fraction = x + (level / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }

    static double BetaFraction(double x, double a, double b)
    {
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        double c = 1;
        double d = Inverse(1 - ((a + b) * x / (a + 1)));
        double result = d;
        for (int m = 1; m < MostTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Inverse(1 + (even * d));
            c = 1 + (even / c);
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Inverse(1 + (odd * d));
            c = 1 + (odd / c);
            double change = d * c;
            result *= change;
            if (Math.Abs(change - 1) < Precision)
            {
                break;
            }
        }

        return front * result;
    }

    static double Inverse(double value) => 1 / (Math.Abs(value) < Tiny ? Tiny : value);
}
