using System.Text.Json.Serialization;

namespace Ptm.Engine.Reporting;

/// <summary>What a run file holds, in the names of its schema <c>ptm.run/1</c>.</summary>
internal sealed record RunFile
{
    public const string CurrentSchema = "ptm.run/1";

    public string Schema { get; init; } = CurrentSchema;

    public required string RunKey { get; init; }

    public required RunState State { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required RunFileSummary Summary { get; init; }

    public required IEnumerable<RunFileResult> Results { get; init; }

    public static RunFile From(RunResult run) => new()
    {
        RunKey = run.RunKey,
        State = run.State,
        StartedAt = run.StartedAt,
        Summary = RunFileSummary.From(run.Summary),
        Results = run.Results.Select(RunFileResult.From),
    };
}

internal sealed record RunFileSummary(
    int Total, int Passed, int Failed, int Errors, int Unchecked, double? Score, double? PassRate, decimal? CostUsd, double? LatencyP95Ms, RunFileTokens? Tokens, double DurationMs)
{
    public static RunFileSummary From(RunSummary summary) => new(
        summary.Total,
        summary.Passed,
        summary.Failed,
        summary.Errors,
        summary.Unchecked,
        summary.Score,
        summary.PassRate,
        summary.CostUsd,
        summary.LatencyP95Ms,
        RunFileTokens.From(summary.Tokens),
        Math.Round(summary.Duration.TotalMilliseconds, 3));
}

internal sealed record RunFileTokens(long Prompt, long Completion, long Total)
{
    public static RunFileTokens? From(TokenUsage? tokens) => tokens is null ? null : new(tokens.Prompt, tokens.Completion, tokens.Total);
}

internal sealed record RunFileResult
{
    public required string Id { get; init; }

    public required string Description { get; init; }

    public required string PromptId { get; init; }

    public required string PromptLabel { get; init; }

    public required string Provider { get; init; }

    public required CaseOutcome Outcome { get; init; }

    public required double? Score { get; init; }

    public required PromptfooVerdict Promptfoo { get; init; }

    public required string? Prompt { get; init; }

    public required string? Output { get; init; }

    public required decimal? CostUsd { get; init; }

    public required double? LatencyMs { get; init; }

    public required RunFileTokens? Tokens { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Recorded { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunFileError? Error { get; init; }

    public required string? File { get; init; }

    public required int? Line { get; init; }

    public required int? Column { get; init; }

    public required IReadOnlyList<RunFileAssertion> Assertions { get; init; }

    public static RunFileResult From(CaseResult result) => new()
    {
        Id = result.Id,
        Description = result.Description,
        PromptId = result.PromptId,
        PromptLabel = result.PromptLabel,
        Provider = result.Provider,
        Outcome = result.Outcome,
        Score = result.Score,
        Promptfoo = result.Promptfoo,
        Prompt = result.Prompt?.Text,
        Output = result.Output?.Text,
        CostUsd = result.Output?.CostUsd,
        LatencyMs = result.Output is { } output ? Math.Round(output.Latency.TotalMilliseconds, 3) : null,
        Tokens = RunFileTokens.From(result.Output?.Tokens),
        Recorded = result.Output?.Recorded ?? false,
        Error = result.Error is { } error ? new(error.Code, error.Message, error.Location?.File, error.Location?.Line, error.Location?.Column) : null,
        File = result.Location?.File,
        Line = result.Location?.Line,
        Column = result.Location?.Column,
        Assertions = [.. result.Assertions.Select(RunFileAssertion.From)],
    };
}

internal sealed record RunFileError(string Code, string Message, string? File, int? Line, int? Column);

internal sealed record RunFileAssertion
{
    public required string Type { get; init; }

    public required bool Passed { get; init; }

    public required CaseOutcome Outcome { get; init; }

    public required double Score { get; init; }

    public required double Weight { get; init; }

    public required string Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Metric { get; init; }

    public required string? File { get; init; }

    public required int? Line { get; init; }

    public required int? Column { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunFileAssertion>? Assertions { get; init; }

    public static RunFileAssertion From(AssertionResult result) => new()
    {
        Type = result.Type,
        Passed = result.Outcome == CaseOutcome.Passed,
        Outcome = result.Outcome,
        Score = result.Score,
        Weight = result.Weight,
        Reason = result.Reason,
        Metric = result.Metric,
        File = result.Location?.File,
        Line = result.Location?.Line,
        Column = result.Location?.Column,
        Assertions = result.Assertions.Count == 0 ? null : [.. result.Assertions.Select(From)],
    };
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunFile))]
internal sealed partial class RunFileJson : JsonSerializerContext;
