namespace Ptm.Engine.Grading;

/// <summary>Says of a case that fails by its own threshold alone that it does, since none of its assertions would.</summary>
internal static class CaseThreshold
{
    public static IEnumerable<AssertionResult> Missed(Tally tally, GradingInput input)
    {
        if (input.Case.Threshold is { } threshold && input.Case.Setup.ScoringFunction is null && tally is { Pass: false, Checked: true, Error: null })
        {
            yield return new()
            {
                Type = "threshold",
                Outcome = CaseOutcome.Failed,
                Score = tally.Mean,
                Weight = 0,
                Reason = $"expected a mean score of at least {Quote.Of(threshold)}, found {Quote.Of(tally.Mean)}{(threshold > 1 ? "; no mean score is above 1" : "")}",
                Location = input.Case.Location,
            };
        }
    }
}
