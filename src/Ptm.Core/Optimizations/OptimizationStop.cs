namespace Ptm;

/// <summary>Why a search for a better prompt ended.</summary>
public enum OptimizationStop
{
    /// <summary>The best candidate's score on the cases that are not held out reached <see cref="OptimizationRequest.TargetScore"/>.</summary>
    TargetReached,

    /// <summary><see cref="OptimizationRequest.MaxCycles"/> cycles were done.</summary>
    MaxCycles,

    /// <summary>Several cycles in a row improved by less than <see cref="OptimizationRequest.MinImprovement"/>.</summary>
    NoImprovement,

    /// <summary>What was left of <see cref="OptimizationRequest.MaxCostUsd"/> was too little for another cycle.</summary>
    Budget,

    /// <summary>Several cycles in a row brought no usable proposal.</summary>
    NoProposals,
}
