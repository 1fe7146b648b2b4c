using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>What one assertion said.</summary>
internal sealed record CheckDocument
{
    public required string Type { get; init; }

    public bool? Passed { get; init; }

    public required CaseOutcome Outcome { get; init; }

    public required double Score { get; init; }

    public double? Weight { get; init; }

    public string? Reason { get; init; }

    public string? ErrorCode { get; init; }

    public string? Metric { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? File { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Line { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Column { get; init; }

    public string? Judge { get; init; }

    public decimal? CostUsd { get; init; }

    public TokensDocument? Tokens { get; init; }

    public double? Spread { get; init; }

    public IReadOnlyList<CheckDocument>? Assertions { get; init; }

    public static CheckDocument From(AssertionResult result) => new()
    {
        Type = result.Type,
        Passed = result.Outcome == CaseOutcome.Passed,
        Outcome = result.Outcome,
        Score = result.Score,
        Weight = result.Weight,
        Reason = result.Reason,
        ErrorCode = result.ErrorCode,
        Metric = result.Metric,
        File = result.Location?.File,
        Line = result.Location?.Line,
        Column = result.Location?.Column,
        Judge = result.Judge,
        CostUsd = result.CostUsd,
        Tokens = TokensDocument.From(result.Tokens),
        Spread = result.Spread,
        Assertions = result.Assertions.Count == 0 ? null : [.. result.Assertions.Select(From)],
    };

    public AssertionResult ToResult() => new()
    {
        Type = Type,
        Outcome = Outcome,
        Score = Score,
        Weight = Weight ?? 1,
        Reason = Reason ?? "",
        ErrorCode = ErrorCode,
        Metric = Metric,
        Judge = Judge,
        CostUsd = CostUsd,
        Tokens = Tokens?.ToTokens(),
        Spread = Spread,
        Assertions = [.. (Assertions ?? []).Select(check => check.ToResult())],
        Location = Place.Of(File, Line, Column),
    };
}

/// <summary>What a judge said.</summary>
internal sealed record MetricResultDocument
{
    public required string Name { get; init; }

    public required CaseOutcome Outcome { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Score { get; init; }

    public required double Threshold { get; init; }

    public string? Reason { get; init; }

    public string? ErrorCode { get; init; }

    public string? Judge { get; init; }

    public decimal? CostUsd { get; init; }

    public TokensDocument? Tokens { get; init; }

    public double? Spread { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }

    public int? Column { get; init; }

    public static MetricResultDocument From(MetricResult result) => new()
    {
        Name = result.Name,
        Outcome = result.Outcome,
        Score = result.Score,
        Threshold = result.Threshold,
        Reason = result.Reason,
        ErrorCode = result.ErrorCode,
        Judge = result.Judge,
        CostUsd = result.CostUsd,
        Tokens = TokensDocument.From(result.Tokens),
        Spread = result.Spread,
        File = result.Location?.File,
        Line = result.Location?.Line,
        Column = result.Location?.Column,
    };

    public MetricResult ToResult() => new()
    {
        Name = Name,
        Outcome = Outcome,
        Score = Score,
        Threshold = Threshold,
        Reason = Reason ?? "",
        ErrorCode = ErrorCode,
        Judge = Judge,
        CostUsd = CostUsd,
        Tokens = Tokens?.ToTokens(),
        Spread = Spread,
        Location = Place.Of(File, Line, Column),
    };
}

/// <summary>What a KPI came to.</summary>
internal sealed record KpiResultDocument
{
    public required string Name { get; init; }

    public required CaseOutcome Outcome { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Score { get; init; }

    public double? Weight { get; init; }

    public double? Threshold { get; init; }

    public string? Reason { get; init; }

    public string? ErrorCode { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }

    public int? Column { get; init; }

    public static KpiResultDocument From(KpiResult result) => new()
    {
        Name = result.Name,
        Outcome = result.Outcome,
        Score = result.Score,
        Weight = result.Weight,
        Threshold = result.Threshold,
        Reason = result.Reason,
        ErrorCode = result.ErrorCode,
        File = result.Location?.File,
        Line = result.Location?.Line,
        Column = result.Location?.Column,
    };

    public KpiResult ToResult() => new()
    {
        Name = Name,
        Outcome = Outcome,
        Score = Score,
        Weight = Weight ?? 1,
        Threshold = Threshold,
        Reason = Reason ?? "",
        ErrorCode = ErrorCode,
        Location = Place.Of(File, Line, Column),
    };
}
