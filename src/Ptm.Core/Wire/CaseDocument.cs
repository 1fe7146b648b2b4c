using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>A case's result, flat, as run files have it. What was asked and answered in one text stands first; what only some have follows when present.</summary>
internal sealed record CaseDocument
{
    public required string Id { get; init; }

    public string? Description { get; init; }

    public required string PromptId { get; init; }

    public string? PromptLabel { get; init; }

    public required string Provider { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sample { get; init; }

    public required CaseOutcome Outcome { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Score { get; init; }

    public PromptfooVerdict? Promptfoo { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Prompt { get; init; }

    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Output { get; init; }

    public IReadOnlyList<ToolCallDocument>? ToolCalls { get; init; }

    public IReadOnlyList<StepDocument>? Steps { get; init; }

    public string? FinishReason { get; init; }

    public string? Model { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal? CostUsd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? LatencyMs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TokensDocument? Tokens { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Recorded { get; init; }

    public ErrorDocument? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? File { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Line { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Column { get; init; }

    public IReadOnlyList<CheckDocument>? Assertions { get; init; }

    public IReadOnlyList<MetricResultDocument>? Metrics { get; init; }

    public IReadOnlyList<KpiResultDocument>? Kpis { get; init; }

    public static CaseDocument From(CaseResult result) => new()
    {
        Id = result.Id,
        Description = result.Description,
        PromptId = result.PromptId,
        PromptLabel = result.PromptLabel,
        Provider = result.Provider,
        Sample = result.Sample,
        Outcome = result.Outcome,
        Score = result.Score,
        Promptfoo = result.Promptfoo,
        Prompt = result.Prompt?.Text,
        Messages = result.Prompt is { Messages.Count: > 0 } prompt ? prompt.Messages : null,
        Output = result.Output?.Text,
        ToolCalls = result.Output is { ToolCalls.Count: > 0 } called ? [.. called.ToolCalls.Select(call => new ToolCallDocument(call.Name, call.Arguments, call.Id))] : null,
        Steps = result.Output is { Steps.Count: > 0 } stepped ? [.. stepped.Steps.Select(step => new StepDocument(step.Name) { Detail = step.Detail ?? default })] : null,
        FinishReason = result.Output?.FinishReason,
        Model = result.Output?.Model,
        CostUsd = result.Output?.CostUsd,
        LatencyMs = result.Output is { } output ? Milliseconds.From(output.Latency) : null,
        Tokens = TokensDocument.From(result.Output?.Tokens),
        Recorded = result.Output?.Recorded ?? false,
        Error = result.Error is { } error ? new(error.Code, error.Message, error.Location?.File, error.Location?.Line, error.Location?.Column) : null,
        File = result.Location?.File,
        Line = result.Location?.Line,
        Column = result.Location?.Column,
        Assertions = [.. result.Assertions.Select(CheckDocument.From)],
        Metrics = result.Metrics.Count == 0 ? null : [.. result.Metrics.Select(MetricResultDocument.From)],
        Kpis = result.Kpis.Count == 0 ? null : [.. result.Kpis.Select(KpiResultDocument.From)],
    };

    public CaseResult ToResult() => new()
    {
        Id = Id,
        Description = Description ?? "",
        PromptId = PromptId,
        PromptLabel = PromptLabel ?? "",
        Provider = Provider,
        Sample = Sample,
        Outcome = Outcome,
        Score = Score,
        Promptfoo = Promptfoo ?? new(Outcome is CaseOutcome.Passed or CaseOutcome.Unchecked, (Score ?? 0) / 100),
        Prompt = Prompt is null ? null : new() { Text = Prompt, Messages = Messages ?? [] },
        Output = ToOutput(),
        Assertions = [.. (Assertions ?? []).Select(check => check.ToResult())],
        Metrics = [.. (Metrics ?? []).Select(metric => metric.ToResult())],
        Kpis = [.. (Kpis ?? []).Select(kpi => kpi.ToResult())],
        Error = Error is null ? null : new(Error.Code, Error.Message, Place.Of(Error.File, Error.Line, Error.Column)),
        Location = Place.Of(File, Line, Column),
    };

    ModelOutput? ToOutput() => Output is null ? null : new()
    {
        Text = Output,
        ToolCalls = [.. (ToolCalls ?? []).Select(call => new ToolCall(call.Name, call.Arguments, call.Id))],
        Steps = [.. (Steps ?? []).Select(step => new ProviderStep(step.Name, step.Detail.ValueKind == JsonValueKind.Undefined ? null : step.Detail))],
        Tokens = Tokens?.ToTokens(),
        CostUsd = CostUsd,
        Latency = Milliseconds.To(LatencyMs ?? 0, "$.latency_ms"),
        FinishReason = FinishReason,
        Model = Model,
        Recorded = Recorded,
    };
}

internal sealed record ToolCallDocument(string Name, JsonElement Arguments, string? Id = null);

internal sealed record StepDocument(string Name)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Detail { get; init; }
}

internal sealed record ErrorDocument(string Code, string Message, string? File = null, int? Line = null, int? Column = null);

internal static class Place
{
    public static SourceLocation? Of(string? file, int? line, int? column) => file is null ? null : new(file, line ?? 0, column ?? 0);
}
