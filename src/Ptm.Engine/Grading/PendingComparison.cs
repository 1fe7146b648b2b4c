namespace Ptm.Engine.Grading;

/// <summary>An output that is graded save for what compares it with others.</summary>
/// <param name="Input">What it was graded by.</param>
/// <param name="Output">The output after all transforms, as text.</param>
/// <param name="Comparisons">The checks that are left, in order.</param>
/// <param name="Others">What the other checks said.</param>
/// <param name="Conclude">The grade with what the comparisons said, in their order.</param>
internal sealed record PendingComparison(
    GradingInput Input,
    string Output,
    IReadOnlyList<Assertion> Comparisons,
    IReadOnlyList<AssertionResult> Others,
    Func<IReadOnlyList<AssertionResult>, Grade> Conclude);
