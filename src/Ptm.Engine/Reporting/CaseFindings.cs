namespace Ptm.Engine.Reporting;

/// <summary>Why a case is not green.</summary>
internal static class CaseFindings
{
    /// <summary>On one line, the error or the first check, metric or KPI that did not hold; null where all did.</summary>
    public static string? First(CaseResult result, int maxLength)
    {
        string? text = All(result).FirstOrDefault();
        return text is null ? null : CaseName.OneLine(text, maxLength);
    }

    /// <summary>The error, then whatever did not hold, in the order of the file; a set stands for its parts.</summary>
    public static IEnumerable<string> All(CaseResult result)
    {
        if (result.Error is { } error)
        {
            yield return $"{error.Code}: {error.Message}";
        }

        foreach (AssertionResult check in result.Assertions.Where(check => IsFinding(check.Outcome) && !IsTheError(check.ErrorCode, check.Reason, result.Error)))
        {
            yield return $"{check.Type}: {check.Reason}";
        }

        foreach (MetricResult metric in result.Metrics.Where(metric => IsFinding(metric.Outcome) && !IsTheError(metric.ErrorCode, metric.Reason, result.Error)))
        {
            yield return $"{metric.Name}: {metric.Reason}";
        }

        foreach (KpiResult kpi in result.Kpis.Where(kpi => IsFinding(kpi.Outcome) && !IsTheError(kpi.ErrorCode, kpi.Reason, result.Error)))
        {
            yield return $"{kpi.Name}: {kpi.Reason}";
        }
    }

    static bool IsFinding(CaseOutcome outcome) => outcome is CaseOutcome.Failed or CaseOutcome.Error;

    // The case's error is often that of its first erroneous check: once is enough.
    static bool IsTheError(string? code, string reason, CaseError? error) => error is not null && code == error.Code && error.Message.EndsWith(reason, StringComparison.Ordinal);
}
