namespace Ptm;

/// <summary>
/// Comparisons at a limit, exact on what a person wrote: 0.9, 0.9 and 0.6 have the mean 0.7999999999999999 in doubles and still reach 0.8.
/// </summary>
public static class Limits
{
    const double RelativeTolerance = 1e-9;

    /// <summary>Whether <paramref name="value"/> reaches <paramref name="limit"/>; NaN never does.</summary>
    public static bool Reaches(double value, double limit) => value >= limit || IsAt(value, limit);

    /// <summary>Whether <paramref name="value"/> is below <paramref name="limit"/>: the exact opposite of <see cref="Reaches"/>, so NaN is below.</summary>
    public static bool IsBelow(double value, double limit) => !Reaches(value, limit);

    /// <summary>Whether <paramref name="value"/> is at most <paramref name="limit"/>; NaN never is.</summary>
    public static bool IsWithin(double value, double limit) => value <= limit || IsAt(value, limit);

    static bool IsAt(double value, double limit) =>
        Math.Abs(value - limit) <= RelativeTolerance * Math.Max(Math.Abs(value), Math.Abs(limit));
}
