using System.Text.Json;
using Ptm.Engine.Grading.Kpis;

namespace Ptm.Engine.Tests.Grading.Kpis;

/// <summary>A case's figures, and a KPI over them in one call.</summary>
internal static class KpiCase
{
    public static KpiScope Scope { get; } = new()
    {
        Output = new() { Text = "", CostUsd = 0.02m, Latency = TimeSpan.FromMilliseconds(800), Tokens = new(300, 20) },
        Text = "Grüße 😀",
        Provider = "model",
        Score = 75,
        Outcome = CaseOutcome.Passed,
        Scores = new Dictionary<string, double?> { ["relevance"] = 0.8, ["tone of voice"] = 0.25, ["broken"] = null },
        Vars = JsonElement.Parse("""{"n":7,"language":"de"}"""),
    };

    public static KpiResult Grade(string expression, double? threshold = null, KpiScope? scope = null) =>
        KpiGrader.Grade(new() { Name = "kpi", Expression = expression, Threshold = threshold, ExpressionLocation = new("p.yaml", 7, 20) }, scope ?? Scope);
}
