namespace Ptm.Engine.Grading;

/// <summary>All that was found of one output, and what it makes together.</summary>
internal sealed record Components
{
    /// <summary>The assertions taken together.</summary>
    public required Tally Tally { get; init; }

    /// <summary>Every assertion's result, without the prompt's limits.</summary>
    public required IReadOnlyList<AssertionResult> Assertions { get; init; }

    /// <summary>The prompt's limits on cost and latency.</summary>
    public required IReadOnlyList<AssertionResult> Limits { get; init; }

    public required IReadOnlyList<MetricResult> Metrics { get; init; }

    public IReadOnlyList<KpiResult> Kpis { get; init; } = [];

    public Grade ToGrade()
    {
        CaseError? error = AssertionError() ?? MetricError() ?? KpiError();
        bool isChecked = Tally.Checked || Limits.Count > 0 || Metrics.Count > 0 || Kpis.Any(kpi => kpi.Threshold is not null);
        bool held = (Tally.Pass || !Tally.Checked)
            && Limits.All(limit => limit.Outcome == CaseOutcome.Passed)
            && Metrics.All(metric => metric.Outcome == CaseOutcome.Passed)
            && Kpis.All(kpi => kpi.Threshold is null || kpi.Outcome == CaseOutcome.Passed);
        CaseOutcome outcome = error is not null ? CaseOutcome.Error
            : !isChecked ? CaseOutcome.Unchecked
            : held ? CaseOutcome.Passed
            : CaseOutcome.Failed;
        return new Grade
        {
            Outcome = outcome,
            Score = outcome is CaseOutcome.Error or CaseOutcome.Unchecked ? null : Mean() * 100 ?? (held ? 100 : 0),
            Promptfoo = Promptfoo(),
            Assertions = [.. Assertions, .. Limits],
            Metrics = Metrics,
            Kpis = Kpis,
            Error = error,
        };
    }

    /// <summary>The weighted mean of what has a score, 0 to 1: the assertions 1, each metric 1, each KPI its weight; null where nothing has.</summary>
    double? Mean()
    {
        double weights = Tally.Checked ? 1 : 0;
        double sum = Tally.Checked ? Tally.Mean : 0;
        foreach (MetricResult metric in Metrics)
        {
            weights++;
            sum += metric.Score ?? 0;
        }

        foreach (KpiResult kpi in Kpis)
        {
            weights += kpi.Weight;
            sum += kpi.Weight * (kpi.Score ?? 0);
        }

        return weights > 0 ? sum / weights : null;
    }

    // promptfoo knows no limits of a prompt, no metrics and no KPIs, passes a case without assertions with the score 1, and gives one of weight 0 alone the score 0.
    PromptfooVerdict Promptfoo() => AssertionError() is not null ? new(Pass: false, Tally.Mean)
        : Assertions.Count == 0 ? new(Pass: true, 1)
        : new(Tally.Pass, Tally.Mean);

    CaseError? AssertionError() => (Tally.Error ?? Limits.FirstOrDefault(limit => limit.Outcome == CaseOutcome.Error)) is { } error
        ? new CaseError(error.ErrorCode!, $"{error.Type}: {error.Reason}", error.Location)
        : null;

    CaseError? MetricError() => Metrics.FirstOrDefault(metric => metric.Outcome == CaseOutcome.Error) is { } error
        ? new CaseError(error.ErrorCode!, $"metric {Quote.Of(error.Name)}: {error.Reason}", error.Location)
        : null;

    CaseError? KpiError() => Kpis.FirstOrDefault(Decides) is { } error
        ? new CaseError(error.ErrorCode!, $"KPI {Quote.Of(error.Name)}: {error.Reason}", error.Location)
        : null;

    // As with assertions: what has no weight and no threshold is recorded only, unless what is written could never have been evaluated.
    static bool Decides(KpiResult kpi) => kpi.Outcome == CaseOutcome.Error
        && (kpi.Weight != 0 || kpi.Threshold is not null || kpi.ErrorCode is DiagnosticCodes.ExpressionSyntax or DiagnosticCodes.InvalidValue);
}
