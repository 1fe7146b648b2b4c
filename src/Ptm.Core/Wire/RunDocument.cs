using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A run, in the names of the schema <c>ptm.run/1</c>: the same in run files and over HTTP.</summary>
internal sealed record RunDocument
{
    public const string CurrentSchema = "ptm.run/1";

    public string? Schema { get; init; }

    public required string RunKey { get; init; }

    public string? Label { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public int? CaseCount { get; init; }

    public string? Owner { get; init; }

    public VisibilityScope? VisibilityScope { get; init; }

    // Not a list, so that a large run is mapped as it is written.
    public IEnumerable<CaseDocument>? Results { get; init; }

    // What is only known at the end stands there, so that a run file is written while the run goes on.
    public required RunState State { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? Error { get; init; }

    public SummaryDocument? Summary { get; init; }

    public IReadOnlyList<NamedMetricDocument>? Metrics { get; init; }

    public GateDocument? Gate { get; init; }

    public static RunDocument From(RunResult run) => new()
    {
        Schema = CurrentSchema,
        RunKey = run.RunKey,
        State = run.State,
        Label = run.Label,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        CaseCount = run.CaseCount,
        Owner = run.Owner,
        VisibilityScope = run.VisibilityScope,
        Error = run.Error,
        Summary = SummaryDocument.From(run.Summary),
        Metrics = NamedMetricDocument.From(run.Metrics),
        Gate = GateDocument.From(run.Gate),
        Results = run.Results.Select(CaseDocument.From),
    };

    public RunResult ToRun()
    {
        if (Schema is not (null or CurrentSchema))
        {
            throw WireFault.At("$.schema", $"'{CaseName.OneLine(Schema, 60)}' is not {CurrentSchema}, the one that this version reads.");
        }

        return new()
        {
            RunKey = RunKey,
            State = State,
            Label = Label,
            StartedAt = StartedAt ?? default,
            EndedAt = EndedAt,
            CaseCount = CaseCount,
            Owner = Owner,
            VisibilityScope = VisibilityScope,
            Error = Error,
            Summary = Summary?.ToSummary() ?? new(),
            Metrics = [.. (Metrics ?? []).Select((metric, index) => metric?.ToMetric() ?? throw WireFault.At($"$.metrics[{index}]", "a metric is an object, and this is null."))],
            Gate = Gate?.ToGate(),
            Results = [.. (Results ?? []).Select((result, index) => result?.ToResult() ?? throw WireFault.At($"$.results[{index}]", "a result is an object, and this is null."))],
        };
    }
}

internal sealed record SummaryDocument
{
    public int Total { get; init; }

    public int Passed { get; init; }

    public int Failed { get; init; }

    public int Errors { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int JudgeErrors { get; init; }

    public int Unchecked { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Score { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? PassRate { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal? CostUsd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? LatencyP95Ms { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TokensDocument? Tokens { get; init; }

    public double DurationMs { get; init; }

    public int Recorded { get; init; }

    public static SummaryDocument From(RunSummary summary) => new()
    {
        Total = summary.Total,
        Passed = summary.Passed,
        Failed = summary.Failed,
        Errors = summary.Errors,
        JudgeErrors = summary.JudgeErrors,
        Unchecked = summary.Unchecked,
        Score = summary.Score,
        PassRate = summary.PassRate,
        CostUsd = summary.CostUsd,
        LatencyP95Ms = summary.LatencyP95Ms,
        Tokens = TokensDocument.From(summary.Tokens),
        DurationMs = Milliseconds.From(summary.Duration),
        Recorded = summary.Recorded,
    };

    public RunSummary ToSummary() => new()
    {
        Total = Total,
        Passed = Passed,
        Failed = Failed,
        Errors = Errors,
        JudgeErrors = JudgeErrors,
        Unchecked = Unchecked,
        Score = Score,
        PassRate = PassRate,
        CostUsd = CostUsd,
        LatencyP95Ms = LatencyP95Ms,
        Tokens = Tokens?.ToTokens(),
        Duration = Milliseconds.To(DurationMs, "$.summary.duration_ms"),
        Recorded = Recorded,
    };
}

internal sealed record TokensDocument(long Prompt, long Completion, long? Total = null)
{
    public static TokensDocument? From(TokenUsage? tokens) => tokens is null ? null : new(tokens.Prompt, tokens.Completion, tokens.Total);

    public TokenUsage ToTokens() => new(Prompt, Completion);
}

internal static class Milliseconds
{
    public static double From(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    public static TimeSpan To(double milliseconds, string path) =>
        milliseconds is > -1e15 and < 1e14 ? TimeSpan.FromMicroseconds(Math.Round(milliseconds * 1000)) : throw WireFault.At(path, "no time in milliseconds.");
}
