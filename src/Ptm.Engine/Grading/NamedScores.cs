namespace Ptm.Engine.Grading;

/// <summary>The scores that a case has by name: those of the judge, and those of assertions that carry a <c>metric</c>.</summary>
internal static class NamedScores
{
    /// <summary>Null for a metric that was to be measured and could not be. Assertions of one name are one metric: their weighted mean.</summary>
    public static IReadOnlyDictionary<string, double?> Of(IReadOnlyList<AssertionResult> assertions, IReadOnlyList<MetricResult> metrics)
    {
        Dictionary<string, double?> scores = Flat(assertions)
            .Where(assertion => assertion.Metric is not null)
            .GroupBy(assertion => assertion.Metric!, StringComparer.Ordinal)
            .ToDictionary(named => named.Key, named => Mean([.. named]), StringComparer.Ordinal);
        foreach (MetricResult metric in metrics)
        {
            scores[metric.Name] = metric.Score;
        }

        return scores;
    }

    static double? Mean(IReadOnlyList<AssertionResult> named)
    {
        double weights = named.Sum(assertion => assertion.Weight);
        return named.Any(assertion => assertion.Outcome == CaseOutcome.Error) ? null
            : weights > 0 ? named.Sum(assertion => assertion.Weight * assertion.Score) / weights
            : named.Average(assertion => assertion.Score);
    }

    static IEnumerable<AssertionResult> Flat(IEnumerable<AssertionResult> assertions) =>
        assertions.SelectMany(assertion => Flat(assertion.Assertions).Prepend(assertion));
}
