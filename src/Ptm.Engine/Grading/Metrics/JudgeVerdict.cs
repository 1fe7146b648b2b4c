namespace Ptm.Engine.Grading.Metrics;

/// <summary>What a judge said.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Reason">Why.</param>
internal sealed record JudgeVerdict(double Score, string Reason)
{
    /// <summary>Whether the judge let it pass; null where it did not say, and the score decides.</summary>
    public bool? Pass { get; init; }
}
