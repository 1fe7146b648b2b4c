using System.Runtime.InteropServices;

namespace Ptm.Statistics;

/// <summary>Where a figure lies with a given confidence.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval of a proportion that Wilson (1927) gave: the rates that a score test at this z does not reject.</summary>
    /// <param name="rate">The rate found, 0 to 1.</param>
    /// <param name="count">Of how many; need not be whole.</param>
    /// <param name="z">Such as 1.96 for a confidence of 0.95.</param>
    public static Interval Wilson(double rate, double count, double z)
    {
        double square = z * z / count;
        double center = (rate + (square / 2)) / (1 + square);
        double half = z / (1 + square) * Math.Sqrt((rate * (1 - rate) / count) + (square / (4 * count)));

        // A rate of 0 or 1 is an end of its interval, also in doubles.
        return new(Math.Max(0, Math.Min(rate, center - half)), Math.Min(1, Math.Max(rate, center + half)));
    }
}
