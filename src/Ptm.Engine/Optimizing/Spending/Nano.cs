namespace Ptm.Engine.Optimizing.Spending;

/// <summary>Money in billionths of a dollar, which add up without an error.</summary>
internal static class Nano
{
    const decimal PerUsd = 1_000_000_000;

    const decimal Most = long.MaxValue / PerUsd / 4;

    /// <summary>USD in whole billionths, upwards: what is spent is never counted too low.</summary>
    public static long Of(decimal usd) => decimal.ToInt64(decimal.Ceiling(Math.Clamp(usd, 0, Most) * PerUsd));

    public static decimal ToUsd(long nano) => nano / PerUsd;

    /// <summary>USD rounded up to whole billionths.</summary>
    public static decimal Up(decimal usd) => ToUsd(Of(usd));
}
