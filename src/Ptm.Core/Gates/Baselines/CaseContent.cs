namespace Ptm;

/// <summary>What a case holds and what is checked of it. A field that the types get later is part of it without a word here.</summary>
/// <param name="Case">The case with its checks.</param>
/// <param name="Setup">What a promptfoo config asks of it.</param>
/// <param name="Metrics">What a judge is asked of every case of the prompt.</param>
/// <param name="Kpis">What is computed of every case of the prompt.</param>
/// <param name="JudgeProfile">Who judges.</param>
/// <param name="JudgeSamples">How often the judge is asked.</param>
/// <param name="CostThreshold">The most that a call may cost.</param>
/// <param name="LatencyThresholdMs">The longest that a call may take.</param>
internal sealed record CaseContent(
    TestCase Case,
    CaseSetup Setup,
    IReadOnlyList<MetricDefinition> Metrics,
    IReadOnlyList<KpiDefinition> Kpis,
    string? JudgeProfile,
    int? JudgeSamples,
    decimal? CostThreshold,
    double? LatencyThresholdMs)
{
    public static CaseContent Of(PromptDefinition prompt, TestCase test) =>
        new(test, test.Setup, prompt.AdditionalMetrics, prompt.AdditionalKpis, prompt.JudgeProfile, prompt.JudgeSamples, prompt.CostThreshold, prompt.LatencyThresholdMs);
}
