namespace Ptm.Engine.Grading;

/// <summary>The results of a case, or of an <c>assert-set</c>, taken together.</summary>
internal readonly record struct Tally
{
    /// <summary>The weighted mean, 0 to 1; 0 where nothing has weight.</summary>
    public required double Mean { get; init; }

    /// <summary>True when the mean reaches the threshold or, without one, when nothing of weight failed.</summary>
    public required bool Pass { get; init; }

    /// <summary>True when something of weight could fail.</summary>
    public required bool Checked { get; init; }

    /// <summary>The first error of weight, or of an assertion that could never have been checked; null for none.</summary>
    public required AssertionResult? Error { get; init; }

    public static Tally Of(IReadOnlyList<AssertionResult> results, double? threshold)
    {
        double weights = 0;
        double sum = 0;
        bool failed = false;
        bool any = false;
        AssertionResult? error = null;
        foreach (AssertionResult result in results)
        {
            if (result.Weight == 0)
            {
                // Recorded only, unless what is written could never have been checked: a type that is unknown or does not run yet.
                error ??= result.ErrorCode is DiagnosticCodes.NotSupportedYet or DiagnosticCodes.InvalidAssertion ? result : null;
                continue;
            }

            error ??= result.Outcome == CaseOutcome.Error ? result : null;

            // An unusable weight is an error of its assertion already, and must not tip the mean.
            if (!(result.Weight > 0))
            {
                error ??= result;
                any = true;
                continue;
            }

            weights += result.Weight;
            sum += result.Weight * result.Score;
            failed |= result.Outcome == CaseOutcome.Failed;
            any |= Decides(result);
        }

        double mean = weights > 0 ? sum / weights : 0;
        return new Tally
        {
            Mean = mean,
            Pass = threshold is { } limit ? Limits.Reaches(mean, limit) : !failed,
            Checked = any,
            Error = error,
        };
    }

    /// <summary>A set whose members all have weight 0 checks nothing.</summary>
    static bool Decides(AssertionResult result) =>
        result.Type != AssertionCatalog.AssertSet
        || result.Outcome == CaseOutcome.Error
        || result.Assertions.Any(inner => inner.Weight > 0 && Decides(inner));
}
