using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Stores.Memory;

namespace Ptm.Engine.Stores;

/// <summary>Where an engine keeps what it has.</summary>
/// <param name="Prompts">Prompts and their versions.</param>
/// <param name="Skills">Skills.</param>
/// <param name="Runs">Runs and their results.</param>
/// <param name="Usage">Requests for contents.</param>
public sealed record PtmStores(IPromptStore Prompts, ISkillStore Skills, IRunStore Runs, IUsageStore Usage)
{
    /// <summary>Optimizations; null for as long as the process lives.</summary>
    internal IOptimizationStore? Optimizations { get; init; }

    /// <summary>Stores that last as long as the process.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public static PtmStores InMemory(TimeProvider? time = null) =>
        new(new MemoryPrompts(time ?? TimeProvider.System), new MemorySkills(), new MemoryRuns(time ?? TimeProvider.System), new MemoryUsage(time ?? TimeProvider.System));
}
