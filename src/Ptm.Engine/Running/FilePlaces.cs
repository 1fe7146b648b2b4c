namespace Ptm.Engine.Running;

/// <summary>Puts the places of files and the repetition back into a server's result, which knows none.</summary>
internal static class FilePlaces
{
    public static CaseResult Restore(CaseResult result, PlannedCase planned) => Compatibility.Apply(planned.Prompt, result) with
    {
        Id = planned.Case.Id,
        Location = planned.Case.Location,
        Sample = planned.Sample,
        Error = result.Error is { } error ? error with { Location = error.Location ?? PlaceOf(error, result, planned) } : null,
        Assertions = Restore(result.Assertions, planned.Case.Assertions, planned.Prompt.Location),
        Metrics = [.. result.Metrics.Select((metric, index) => metric with { Location = planned.Prompt.AdditionalMetrics.ElementAtOrDefault(index)?.Location })],
        Kpis = [.. result.Kpis.Select((kpi, index) => kpi with { Location = planned.Prompt.AdditionalKpis.ElementAtOrDefault(index)?.Location })],
    };

    // Results beyond the written assertions are those of the prompt's own limits.
    static IReadOnlyList<AssertionResult> Restore(IReadOnlyList<AssertionResult> results, IReadOnlyList<Assertion> written, SourceLocation? beyond) =>
    [
        .. results.Select((result, index) => index < written.Count
            ? result with { Location = written[index].Location, Assertions = Restore(result.Assertions, written[index].Assertions, beyond) }
            : result with { Location = beyond }),
    ];

    static SourceLocation? PlaceOf(CaseError error, CaseResult result, PlannedCase planned)
    {
        int index = result.Assertions.ToList().FindIndex(assertion => assertion.ErrorCode == error.Code && error.Message.StartsWith(assertion.Type, StringComparison.Ordinal));
        return index >= 0 && index < planned.Case.Assertions.Count ? planned.Case.Assertions[index].Location : null;
    }
}
