namespace Ptm;

/// <summary>What the held-out cases say of the best candidate.</summary>
public enum OptimizationVerdict
{
    /// <summary>It is better, by at least <see cref="OptimizationRequest.MinImprovement"/> points, and that is not chance.</summary>
    Improved,

    /// <summary>No candidate was better, or the held-out cases show that the best one is not better by <see cref="OptimizationRequest.MinImprovement"/> points.</summary>
    NoImprovement,

    /// <summary>It may be better: there are too few held-out cases to tell.</summary>
    Unproven,

    /// <summary>Too many held-out cases ended with an error to tell.</summary>
    Inconclusive,
}
