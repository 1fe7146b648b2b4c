namespace Ptm.Engine.Grading.Metrics.Agreement;

/// <summary>What a judge said of an output that a person judged.</summary>
/// <param name="Labelled">The output with its label.</param>
/// <param name="Result">The judge's verdict, or error.</param>
internal sealed record LabelledVerdict(LabelledOutput Labelled, AssertionResult Result)
{
    public bool Agrees => Result.Outcome == (Labelled.Passes ? CaseOutcome.Passed : CaseOutcome.Failed);

    /// <summary>Pass and fail, by the label and by the judge, without the judge's errors.</summary>
    public static int[][] Count(IEnumerable<LabelledVerdict> verdicts)
    {
        int[][] counts = [new int[2], new int[2]];
        foreach (LabelledVerdict verdict in verdicts.Where(verdict => verdict.Result.Outcome != CaseOutcome.Error))
        {
            counts[verdict.Labelled.Passes ? 0 : 1][verdict.Result.Outcome == CaseOutcome.Passed ? 0 : 1]++;
        }

        return counts;
    }
}
