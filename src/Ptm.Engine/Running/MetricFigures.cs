using System.Numerics;
using Ptm.Engine.Grading.Kpis;
using Ptm.Engine.Grading.Kpis.Values;
using Ptm.Engine.Library;

namespace Ptm.Engine.Running;

/// <summary>The named metrics of a run, and what configs derive from them at its end.</summary>
internal sealed class MetricFigures(Func<string, IReadOnlyList<DerivedMetric>> derivedOf, Action<Diagnostic> warn)
{
    public IReadOnlyList<NamedMetric> Of(MetricTally tally) => [.. tally.Groups.SelectMany(Of)];

    IEnumerable<NamedMetric> Of(MetricTally.Group group)
    {
        List<NamedMetric> metrics = [.. group.ToMetrics()];
        IReadOnlyList<DerivedMetric> derived = derivedOf(group.PromptId);
        if (derived.Count == 0)
        {
            return metrics;
        }

        Figures figures = new(group.Cases, group.Scores.ToDictionary(score => score.Key, double? (score) => score.Value.Score, StringComparer.Ordinal));
        foreach (DerivedMetric one in derived)
        {
            double? value = Value(one, figures, group);
            figures.Values[one.Name] = value;
            metrics.RemoveAll(metric => metric.Name == one.Name);
            metrics.Add(new() { PromptId = group.PromptId, Provider = group.Provider, Name = one.Name, Value = value, IsDerived = true });
        }

        return metrics;
    }

    double? Value(DerivedMetric derived, Figures figures, MetricTally.Group group)
    {
        try
        {
            // The sign for a power is mathjs's there and Python's here; no expression over numbers has another use of it.
            return KpiExpression.Parse(derived.Expression.Replace("^", "**", StringComparison.Ordinal)).Evaluate(figures) switch
            {
                KpiFloat real => real.Value,
                var value when Number.TryWhole(value, out BigInteger whole) => (double)whole,
                var value => throw new KpiFault($"the value is {value.Kind}, and a metric is a number"),
            };
        }
        catch (Exception e) when (e is KpiException or KpiFault)
        {
            string why = e is KpiException expression ? expression.InWords : e.Message;
            warn(new(
                DiagnosticCodes.ExpressionFailed,
                DiagnosticSeverity.Warning,
                $"The derived metric '{CaseName.OneLine(derived.Name, 60)}' of '{CaseName.OneLine(group.PromptId, 60)}' on {CaseName.OneLine(group.Provider, 60)} has no value: {why}.",
                derived.Location));
            return null;
        }
    }

    sealed class Figures(int cases, Dictionary<string, double?> values) : IFigures
    {
        const string Count = "__count";

        public Dictionary<string, double?> Values { get; } = values;

        public KpiValue Resolve(string name, Meter meter) => name == Count ? new KpiInt(cases)
            : !Values.TryGetValue(name, out double? value) ? throw new KpiFault($"no assertion carries the metric '{CaseName.OneLine(name, 60)}'. {NearestName.Hint(name, [.. Values.Keys, Count])}".TrimEnd('.', ' '))
            : value is { } known ? Number.Of(known)
            : throw new KpiFault($"'{CaseName.OneLine(name, 60)}' has none");
    }
}
