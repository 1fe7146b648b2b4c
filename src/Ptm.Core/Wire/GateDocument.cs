namespace Ptm.Wire;

/// <summary>What a gate found with evidence. Its violations are not in it: they name cases, which have results of their own.</summary>
internal sealed record GateDocument
{
    public required GateVerdict Verdict { get; init; }

    public IReadOnlyList<GateFigureDocument>? Figures { get; init; }

    public IReadOnlyList<FlakyCaseDocument>? Flaky { get; init; }

    public int? FlakyCount { get; init; }

    public BaselineMatchDocument? Baseline { get; init; }

    public long? SamplesPlanned { get; init; }

    public long? SamplesTaken { get; init; }

    public static GateDocument? From(GateResult? gate) => gate is null ? null : new()
    {
        Verdict = gate.Verdict,
        Figures = gate.Figures.Count == 0 ? null : [.. gate.Figures.Select(GateFigureDocument.From)],
        Flaky = gate.Flaky.Count == 0 ? null : [.. gate.Flaky.Select(FlakyCaseDocument.From)],
        FlakyCount = gate.FlakyCount == 0 ? null : gate.FlakyCount,
        Baseline = BaselineMatchDocument.From(gate.Baseline),
        SamplesPlanned = gate.SamplesPlanned,
        SamplesTaken = gate.SamplesTaken,
    };

    public GateResult ToGate() => new()
    {
        Verdict = Verdict,
        Figures = [.. (Figures ?? []).Select((figure, index) => figure?.ToFigure() ?? throw WireFault.At($"$.gate.figures[{index}]", "a figure is an object, and this is null."))],
        Flaky = [.. (Flaky ?? []).Select((flaky, index) => flaky?.ToFlaky() ?? throw WireFault.At($"$.gate.flaky[{index}]", "a case is an object, and this is null."))],
        FlakyCount = FlakyCount ?? 0,
        Baseline = Baseline?.ToMatch(),
        SamplesPlanned = SamplesPlanned,
        SamplesTaken = SamplesTaken,
    };
}

internal sealed record GateFigureDocument
{
    public required string Metric { get; init; }

    public bool? Named { get; init; }

    public bool? Difference { get; init; }

    public required double Value { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public required double Confidence { get; init; }

    public required GatePopulation Population { get; init; }

    public required double Limit { get; init; }

    public required GateVerdict Verdict { get; init; }

    public required int Cases { get; init; }

    public required long Samples { get; init; }

    public double? PValue { get; init; }

    public double? SmallestPValue { get; init; }

    public int? CasesNeeded { get; init; }

    public int? SamplesNeeded { get; init; }

    public string? Text { get; init; }

    public static GateFigureDocument From(GateFigure figure) => new()
    {
        Metric = figure.Metric,
        Named = figure.IsNamed ? true : null,
        Difference = figure.IsDifference ? true : null,
        Value = figure.Value,
        Low = figure.Low,
        High = figure.High,
        Confidence = figure.Confidence,
        Population = figure.Population,
        Limit = figure.Limit,
        Verdict = figure.Verdict,
        Cases = figure.Cases,
        Samples = figure.Samples,
        PValue = figure.PValue,
        SmallestPValue = figure.SmallestPValue,
        CasesNeeded = figure.CasesNeeded,
        SamplesNeeded = figure.SamplesNeeded,
        Text = figure.Text,
    };

    public GateFigure ToFigure() => new()
    {
        Metric = Metric,
        IsNamed = Named ?? false,
        IsDifference = Difference ?? false,
        Value = Value,
        Low = Low,
        High = High,
        Confidence = Confidence,
        Population = Population,
        Limit = Limit,
        Verdict = Verdict,
        Cases = Cases,
        Samples = Samples,
        PValue = PValue,
        SmallestPValue = SmallestPValue,
        CasesNeeded = CasesNeeded,
        SamplesNeeded = SamplesNeeded,
        Text = Text ?? "",
    };
}

internal sealed record FlakyCaseDocument
{
    public required string PromptId { get; init; }

    public required string Id { get; init; }

    public required string Provider { get; init; }

    public required int Passed { get; init; }

    public required int Samples { get; init; }

    public string? Description { get; init; }

    public static FlakyCaseDocument From(FlakyCase flaky) => new()
    {
        PromptId = flaky.PromptId,
        Id = flaky.CaseId,
        Provider = flaky.Provider,
        Passed = flaky.Passed,
        Samples = flaky.Samples,
        Description = flaky.Description.Length == 0 ? null : flaky.Description,
    };

    public FlakyCase ToFlaky() => new(PromptId, Id, Provider, Passed, Samples, Description ?? "");
}

internal sealed record BaselineMatchDocument
{
    public required int Paired { get; init; }

    public int? MissingCount { get; init; }

    public int? LeftOutCount { get; init; }

    public int? UncheckedCount { get; init; }

    public int? AddedCount { get; init; }

    public int? ChangedCount { get; init; }

    public IReadOnlyList<string>? Missing { get; init; }

    public IReadOnlyList<string>? LeftOut { get; init; }

    public IReadOnlyList<string>? Unchecked { get; init; }

    public IReadOnlyList<string>? Added { get; init; }

    public IReadOnlyList<string>? Changed { get; init; }

    public IReadOnlyList<string>? MissingMetrics { get; init; }

    public IReadOnlyList<string>? AddedMetrics { get; init; }

    public int? MissingScoreCount { get; init; }

    public int? AddedScoreCount { get; init; }

    public bool? Identical { get; init; }

    public static BaselineMatchDocument? From(BaselineMatch? match) => match is null ? null : new()
    {
        Paired = match.Paired,
        MissingCount = match.MissingCount == 0 ? null : match.MissingCount,
        LeftOutCount = match.LeftOutCount == 0 ? null : match.LeftOutCount,
        UncheckedCount = match.UncheckedCount == 0 ? null : match.UncheckedCount,
        AddedCount = match.AddedCount == 0 ? null : match.AddedCount,
        ChangedCount = match.ChangedCount == 0 ? null : match.ChangedCount,
        Missing = match.Missing.Count == 0 ? null : match.Missing,
        LeftOut = match.LeftOut.Count == 0 ? null : match.LeftOut,
        Unchecked = match.Unchecked.Count == 0 ? null : match.Unchecked,
        Added = match.Added.Count == 0 ? null : match.Added,
        Changed = match.Changed.Count == 0 ? null : match.Changed,
        MissingMetrics = match.MissingMetrics.Count == 0 ? null : match.MissingMetrics,
        AddedMetrics = match.AddedMetrics.Count == 0 ? null : match.AddedMetrics,
        MissingScoreCount = match.MissingScoreCount == 0 ? null : match.MissingScoreCount,
        AddedScoreCount = match.AddedScoreCount == 0 ? null : match.AddedScoreCount,
        Identical = match.IsIdentical ? true : null,
    };

    public BaselineMatch ToMatch() => new()
    {
        Paired = Paired,
        MissingCount = MissingCount ?? 0,
        LeftOutCount = LeftOutCount ?? 0,
        UncheckedCount = UncheckedCount ?? 0,
        AddedCount = AddedCount ?? 0,
        ChangedCount = ChangedCount ?? 0,
        Missing = Missing ?? [],
        LeftOut = LeftOut ?? [],
        Unchecked = Unchecked ?? [],
        Added = Added ?? [],
        Changed = Changed ?? [],
        MissingMetrics = MissingMetrics ?? [],
        AddedMetrics = AddedMetrics ?? [],
        MissingScoreCount = MissingScoreCount ?? 0,
        AddedScoreCount = AddedScoreCount ?? 0,
        IsIdentical = Identical ?? false,
    };
}
