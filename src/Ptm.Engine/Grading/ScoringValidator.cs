using Ptm.Engine.Grading.Kpis;
using Ptm.Engine.Grading.Kpis.Tree;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading;

/// <summary>What can be known to be wrong with a prompt's metrics and KPIs before any output is there, wherever the prompt comes from.</summary>
internal static class ScoringValidator
{
    public static IEnumerable<Diagnostic> Validate(PromptDefinition prompt)
    {
        HashSet<string> measured = [.. MetricsOf(prompt.Tests.SelectMany(test => test.Assertions))];
        return Metrics(prompt, measured).Concat(Kpis(prompt, measured));
    }

    /// <summary>What is wrong with a metric by itself; null when nothing is.</summary>
    public static string? FlawOf(MetricDefinition metric) =>
        string.IsNullOrWhiteSpace(metric.Name) ? "A metric needs a 'name', by which reports and KPIs call it."
        : metric.Evaluator is not null ? FlawOfEvaluator(metric)
        : metric.Scale.Count > 0 ? $"The metric {Quote.Of(metric.Name)} has a scale, which only one with an evaluator has."
        : string.IsNullOrWhiteSpace(metric.Criteria) ? $"The metric {Quote.Of(metric.Name)} needs 'criteria': what a good output does, in words for the judge."
        : JudgeSample.FlawOf(metric.JudgeSamples) is { } samples ? $"The metric {Quote.Of(metric.Name)} {samples}."
        : metric.EvaluationSteps.Any(string.IsNullOrWhiteSpace) ? $"The metric {Quote.Of(metric.Name)} has a step in its evaluation_steps that says nothing."
        : metric.Threshold is >= 0 and <= 1 ? null
        : $"The metric {Quote.Of(metric.Name)} has the threshold {Quote.Of(metric.Threshold)}; a threshold is from 0 to 1.";

    static string? FlawOfEvaluator(MetricDefinition metric) =>
        metric.Criteria.Length > 0 || metric.EvaluationSteps.Count > 0 ? $"The metric {Quote.Of(metric.Name)} has an evaluator, which judges by criteria and steps of its own; it takes neither."
        : metric.Scale is not ([] or [_, _]) || (metric.Scale is [var low, var high] && !(low < high && double.IsFinite(low) && double.IsFinite(high))) ? $"The metric {Quote.Of(metric.Name)} has a scale that is not [lowest, highest]."
        : JudgeSample.FlawOf(metric.JudgeSamples) is { } samples ? $"The metric {Quote.Of(metric.Name)} {samples}."
        : metric.Threshold is >= 0 and <= 1 ? null
        : $"The metric {Quote.Of(metric.Name)} has the threshold {Quote.Of(metric.Threshold)}; a threshold is from 0 to 1.";

    /// <summary>What is wrong with a KPI by itself, its expression apart; null when nothing is.</summary>
    public static string? FlawOf(KpiDefinition kpi) =>
        string.IsNullOrWhiteSpace(kpi.Name) ? "A KPI needs a 'name', by which reports call it."
        : string.IsNullOrWhiteSpace(kpi.Expression) ? $"The KPI {Quote.Of(kpi.Name)} needs an 'expression', such as 1 if cost < 0.05 else 0."
        : kpi.Weight is not (>= 0 and <= 1_000_000) ? $"The KPI {Quote.Of(kpi.Name)} has the weight {Quote.Of(kpi.Weight)}; a weight is 0 to 1,000,000."
        : kpi.Threshold is null or (>= 0 and <= 1) ? null
        : $"The KPI {Quote.Of(kpi.Name)} has the threshold {Quote.Of(kpi.Threshold.Value)}; a threshold is from 0 to 1.";

    static IEnumerable<Diagnostic> Metrics(PromptDefinition prompt, HashSet<string> measured)
    {
        Dictionary<string, SourceLocation?> taken = new(StringComparer.Ordinal);
        foreach (MetricDefinition metric in prompt.AdditionalMetrics)
        {
            if (FlawOf(metric) is { } flaw)
            {
                yield return Error(DiagnosticCodes.InvalidValue, flaw, metric.Location);
            }
            else if (IsBuiltIn(metric.Name))
            {
                yield return Error(DiagnosticCodes.InvalidValue, $"A metric cannot be called '{metric.Name}', which is a name of KPI expressions.", metric.Location);
            }
            else if (!taken.TryAdd(metric.Name, metric.Location))
            {
                yield return Taken("metric", metric.Name, taken[metric.Name], metric.Location);
            }
            else if (measured.Contains(metric.Name))
            {
                yield return Error(DiagnosticCodes.Duplicate, $"The name {Quote.Of(metric.Name)} is the 'metric' of an assertion too; a KPI could not tell the two apart.", metric.Location);
            }
        }
    }

    static IEnumerable<Diagnostic> Kpis(PromptDefinition prompt, HashSet<string> measured)
    {
        Dictionary<string, SourceLocation?> taken = new(StringComparer.Ordinal);
        string[] known = [.. KpiScope.Names, .. prompt.AdditionalMetrics.Select(metric => metric.Name).Where(name => !string.IsNullOrWhiteSpace(name)), .. measured];
        foreach (KpiDefinition kpi in prompt.AdditionalKpis)
        {
            if (FlawOf(kpi) is { } flaw)
            {
                yield return Error(DiagnosticCodes.InvalidValue, flaw, kpi.Location);
                continue;
            }

            if (IsBuiltIn(kpi.Name))
            {
                yield return Error(DiagnosticCodes.InvalidValue, $"A KPI cannot be called '{kpi.Name}', which is a name of KPI expressions.", kpi.Location);
            }

            if (!taken.TryAdd(kpi.Name, kpi.Location))
            {
                yield return Taken("KPI", kpi.Name, taken[kpi.Name], kpi.Location);
            }

            if (FlawOf(kpi, known) is { } diagnostic)
            {
                yield return diagnostic;
            }
        }
    }

    static Diagnostic? FlawOf(KpiDefinition kpi, string[] known)
    {
        try
        {
            KpiExpression expression = KpiExpression.Parse(kpi.Expression, kpi.ExpressionLocation);
            return expression.Names.FirstOrDefault(name => !known.Contains(name.Text, StringComparer.Ordinal)) is not { } unknown
                ? null
                : WithPlace(kpi, expression.Fail(unknown, $"'{Quote.Cut(unknown.Text)}' is neither a figure nor a metric of this prompt. {NearestName.Hint(unknown.Text, known)}".TrimEnd()));
        }
        catch (KpiException error)
        {
            return WithPlace(kpi, error);
        }
    }

    static Diagnostic WithPlace(KpiDefinition kpi, KpiException error) => kpi.ExpressionLocation is not null
        ? error.Diagnostic with { Message = $"The KPI {Quote.Of(kpi.Name)}: {error.Diagnostic.Message}" }
        : error.Diagnostic with { Message = $"The KPI {Quote.Of(kpi.Name)}: {error.InWords}", Location = kpi.Location };

    static Diagnostic Taken(string what, string name, SourceLocation? first, SourceLocation? second) =>
        Error(DiagnosticCodes.Duplicate, $"The {what} {Quote.Of(name)} is here a second time{(first is { Line: > 0 } ? $"; the first is on line {first.Line}" : "")}.", second);

    static bool IsBuiltIn(string name) => KpiScope.Names.Contains(name, StringComparer.Ordinal) || Functions.Find(name) is not null;

    static IEnumerable<string> MetricsOf(IEnumerable<Assertion> assertions) =>
        assertions.SelectMany(assertion => MetricsOf(assertion.Assertions).Concat(assertion.Metric is { } metric ? [metric] : []));

    static Diagnostic Error(string code, string message, SourceLocation? location) => new(code, DiagnosticSeverity.Error, message, location);
}
