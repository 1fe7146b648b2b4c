using Ptm.Engine.Grading;

namespace Ptm.Engine.Running.Comparisons;

/// <summary>A case's result before its output is compared with others.</summary>
/// <param name="Result">The result so far; what stays where nothing is compared.</param>
/// <param name="Pending">What is left to compare; null where there is nothing, or no output.</param>
/// <param name="Conclude">The result with the comparisons' results.</param>
internal sealed record UnfinishedCase(CaseResult Result, PendingComparison? Pending, Func<Grade, CaseResult>? Conclude)
{
    public CaseResult With(IReadOnlyList<AssertionResult> comparisons) => Pending is null ? Result : Conclude!(Pending.Conclude(comparisons));
}
