namespace Ptm.Engine.Stores;

/// <summary>A case's result as a store keeps it.</summary>
/// <param name="Index">Index of the case in its run, from 0.</param>
/// <param name="Result">The result.</param>
/// <param name="Sequence">Position among the run's results in the order in which they were stored, from 1 and without a gap; 0 before it is stored.</param>
public sealed record StoredResult(int Index, CaseResult Result, long Sequence = 0);
