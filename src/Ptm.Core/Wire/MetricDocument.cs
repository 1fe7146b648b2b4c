using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>One of <c>additional_metrics</c>.</summary>
internal sealed record MetricDocument
{
    public required string Name { get; init; }

    public string? Criteria { get; init; }

    public double? Threshold { get; init; }

    public IReadOnlyList<string>? EvaluationSteps { get; init; }

    public int? JudgeSamples { get; init; }

    public string? Evaluator { get; init; }

    public IReadOnlyList<double>? Scale { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static IReadOnlyList<MetricDocument>? From(IReadOnlyList<MetricDefinition> metrics) =>
        metrics.Count == 0 ? null :
    [
        .. metrics.Select(metric => new MetricDocument
        {
            Name = metric.Name,
            Criteria = metric.Criteria.Length == 0 ? null : metric.Criteria,
            Threshold = metric.Threshold,
            EvaluationSteps = metric.EvaluationSteps.Count == 0 ? null : metric.EvaluationSteps,
            JudgeSamples = metric.JudgeSamples,
            Evaluator = metric.Evaluator,
            Scale = metric.Scale.Count == 0 ? null : metric.Scale,
        }),
    ];

    public static IReadOnlyList<MetricDefinition> ToMetrics(IReadOnlyList<MetricDocument>? documents) =>
    [
        .. (documents ?? []).Select(document => new MetricDefinition
        {
            Name = document.Name,
            Criteria = document.Criteria ?? "",
            Threshold = document.Threshold ?? 0.5,
            EvaluationSteps = document.EvaluationSteps ?? [],
            JudgeSamples = document.JudgeSamples,
            Evaluator = document.Evaluator,
            Scale = document.Scale ?? [],
        }),
    ];
}

/// <summary>One of <c>additional_kpis</c>.</summary>
internal sealed record KpiDocument
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Expression { get; init; }

    public double? Weight { get; init; }

    public double? Threshold { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static IReadOnlyList<KpiDocument>? From(IReadOnlyList<KpiDefinition> kpis) => kpis.Count == 0 ? null :
    [
        .. kpis.Select(kpi => new KpiDocument
        {
            Name = kpi.Name,
            Description = kpi.Description.Length == 0 ? null : kpi.Description,
            Expression = kpi.Expression,
            Weight = kpi.Weight,
            Threshold = kpi.Threshold,
        }),
    ];

    public static IReadOnlyList<KpiDefinition> ToKpis(IReadOnlyList<KpiDocument>? documents) =>
    [
        .. (documents ?? []).Select(document => new KpiDefinition
        {
            Name = document.Name,
            Description = document.Description ?? "",
            Expression = document.Expression,
            Weight = document.Weight ?? 1,
            Threshold = document.Threshold,
        }),
    ];
}
