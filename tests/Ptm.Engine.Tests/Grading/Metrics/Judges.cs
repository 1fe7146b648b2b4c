using Ptm.Engine.Cassettes;
using Ptm.Engine.Evaluators;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>Judges over the real catalog of providers.</summary>
internal static class Judges
{
    static readonly CassetteStore s_cassettes = new(AppContext.BaseDirectory, CassetteMode.Off);

    /// <summary>The judge of a library whose <c>judge_profile</c> is <c>judge</c>; without a provider, of one that names none.</summary>
    public static Judge Of(IPromptProvider? judge) => new(
        new ProviderCatalog(
            new Dictionary<string, ProviderSettings>(),
            judge is null ? new Dictionary<string, IPromptProvider>() : new() { ["judge"] = judge },
            s_cassettes,
            Runners.Shared,
            TimeProvider.System),
        new(judge is null ? null : "judge", null),
        EvaluatorCatalog.None);
}
