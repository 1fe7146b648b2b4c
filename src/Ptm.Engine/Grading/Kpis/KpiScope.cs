using System.Text.Json;
using Ptm.Engine.Grading.Assertions;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis;

/// <summary>What the names of an expression stand for in one case.</summary>
internal sealed record KpiScope : IFigures
{
    public const string Metrics = "metrics";

    /// <summary>The names that are there in every case.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["completion_tokens", "cost", "latency_ms", Metrics, "output", "output_length", "passed", "prompt_tokens", "score", "tokens", "vars"];

    public required ModelOutput Output { get; init; }

    /// <summary>The output as the assertions saw it.</summary>
    public required string Text { get; init; }

    public required JsonElement Vars { get; init; }

    /// <summary>The provider's name, for errors.</summary>
    public required string Provider { get; init; }

    /// <summary>The case's score from 0 to 100 without its KPIs; null when there is none.</summary>
    public required double? Score { get; init; }

    /// <summary>The case's outcome without its KPIs.</summary>
    public required CaseOutcome Outcome { get; init; }

    /// <summary>Scores by the metric's name; null for one that should have been measured and could not be.</summary>
    public required IReadOnlyDictionary<string, double?> Scores { get; init; }

    /// <inheritdoc/>
    public KpiValue Resolve(string name, Meter meter) => name switch
    {
        "cost" => Output.CostUsd is { } cost ? Number.Of((double)cost) : throw new KpiFault(CostCheck.Unknown(Output, Provider)),
        "latency_ms" => Number.Of(Output.Latency.TotalMilliseconds),
        "tokens" => new KpiInt(Tokens.Total),
        "prompt_tokens" => new KpiInt(Tokens.Prompt),
        "completion_tokens" => new KpiInt(Tokens.Completion),
        "output" => new KpiText(Text),
        "output_length" => Length(meter),
        "score" => Score is { } score ? Number.Of(score) : throw new KpiFault($"the score is unknown, because {WhyUndecided}"),
        "passed" => Outcome is CaseOutcome.Passed or CaseOutcome.Failed ? KpiBool.Of(Outcome == CaseOutcome.Passed) : throw new KpiFault($"whether the case passed is unknown, because {WhyUndecided}"),
        "vars" => JsonValues.Of(Vars, meter),
        Metrics => Measured(),
        _ => Metric(name),
    };

    TokenUsage Tokens => Output.Tokens ?? throw new KpiFault($"the tokens are unknown, because the provider \"{Provider}\" does not tell them");

    string WhyUndecided => Outcome == CaseOutcome.Error ? "the case could not be decided" : "no assertion or metric with a weight was checked";

    KpiInt Length(Meter meter)
    {
        meter.Charge(Text.Length);
        return new(CodePoints.Count(Text));
    }

    KpiMap Measured() => new(Scores.Where(metric => metric.Value is not null).ToDictionary(metric => metric.Key, KpiValue (metric) => Number.Of(metric.Value!.Value), StringComparer.Ordinal));

    KpiFloat Metric(string name) =>
        Scores.TryGetValue(name, out double? score)
            ? score is { } measured ? Number.Of(measured) : throw new KpiFault($"the metric \"{Quote.Cut(name)}\" was not measured: it ended in an error")
            : throw new KpiFault($"'{Quote.Cut(name)}' is no figure, and no metric of that name was measured in this case. {NearestName.Hint(name, [.. Names, .. Scores.Keys])}".TrimEnd());
}
