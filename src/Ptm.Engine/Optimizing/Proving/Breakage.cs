using Ptm.Engine.Optimizing.Racing;

namespace Ptm.Engine.Optimizing.Proving;

/// <summary>Cases that passed before and fail with a candidate: in most samples each, and on a case that does not flicker by itself.</summary>
internal static class Breakage
{
    public static IEnumerable<BrokenCase> Of(
        string candidate,
        string baseline,
        IReadOnlyList<string> cases,
        bool isHeldOut,
        SampleTable table,
        OptimizationSettings settings) =>
        from one in cases
        from provider in settings.Providers
        let before = table.Of(baseline, one, provider)
        let after = table.Of(candidate, one, provider)
        where before is { MostlyPassed: true } && after is { MostlyFailed: true } && !before.IsFlaky(settings)
        select new BrokenCase(one, provider, isHeldOut, after.Failing?.Reasons is { Count: > 0 } reasons ? reasons[0] : null);
}
