namespace Ptm;

/// <summary>
/// Everything that can be asked of Prompt Test Manager, grouped by resource. The embedded engine is one, a client of a server another;
/// both answer alike, and fail alike: a <see cref="PtmException"/> whose <see cref="PtmException.Status"/> is 404 for what does not exist,
/// 409 for what cannot be changed, 422 for what cannot be read.
/// </summary>
public interface IPtm
{
    /// <summary>Prompts, their versions and test cases.</summary>
    IPtmPrompts Prompts { get; }

    /// <summary>Providers that prompts can name.</summary>
    IPtmProviders Providers { get; }

    /// <summary>Starting evaluations.</summary>
    IPtmEvaluations Evaluations { get; }

    /// <summary>Following runs and reading their results.</summary>
    IPtmRuns Runs { get; }

    /// <summary>Searching for a better prompt.</summary>
    IPtmOptimizations Optimizations { get; }

    /// <summary>Prompts published as skills.</summary>
    IPtmSkills Skills { get; }

    /// <summary>Groups of prompts.</summary>
    IPtmGroups Groups { get; }
}
