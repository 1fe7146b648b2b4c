using System.Globalization;

namespace Ptm.Bench.Server;

/// <summary>Measured times, in milliseconds.</summary>
internal static class Figures
{
    public static double Quantile(double[] times, double quantile)
    {
        double[] sorted = [.. times.Order()];
        return sorted[(int)Math.Ceiling(quantile * sorted.Length) - 1];
    }

    public static void Print(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");

    public static string Milliseconds(double[] times) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {Quantile(times, 0.5):0.0} ms, p95 {Quantile(times, 0.95):0.0} ms");
}
