namespace Ptm.Engine.Optimizing.Stores;

/// <summary>How an optimization ended.</summary>
/// <param name="State">Completed, failed or cancelled.</param>
/// <param name="Error">Why it could not go on; null unless failed.</param>
/// <param name="ResultVersion">The prompt's version that holds the result; null for none.</param>
/// <param name="IsUnfinished">Whether it ended before it was done, so that its answers are taken over by one that is asked for anew.</param>
internal sealed record OptimizationEnd(RunState State, string? Error = null, int? ResultVersion = null, bool IsUnfinished = false);
