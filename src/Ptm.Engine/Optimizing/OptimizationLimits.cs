namespace Ptm.Engine.Optimizing;

/// <summary>How far the settings of an optimization may go.</summary>
internal static class OptimizationLimits
{
    public const int MostCycles = 1_000;
    public const int MostSamples = 25;
    public const int MostCandidates = 10;
    public const int MostAnswerTokens = 1_000_000;
    public const int MostSeed = int.MaxValue;
    public const double MostHeldOut = 0.9;
    public const double MostPoints = 100;
    public const decimal MostUsd = 1_000_000;
}
