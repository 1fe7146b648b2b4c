namespace Ptm;

/// <summary>The cases of a run, ordered by test, prompt and provider.</summary>
/// <param name="Cases">The work, in order.</param>
public sealed record EvalPlan(IReadOnlyList<PlannedCase> Cases);
