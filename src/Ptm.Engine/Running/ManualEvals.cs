namespace Ptm.Engine.Running;

/// <summary>A manual evaluation with the cases that it is to give results for.</summary>
internal sealed record ManualBatch(ManualEval Manual, IReadOnlyList<PlannedCase> Cases);

/// <summary>Makes manual evaluations of a plan's cases: one a prompt, and more only where its cases do not all run on the same providers.</summary>
internal static class ManualEvals
{
    public static IReadOnlyList<ManualBatch> Of(IEnumerable<PlannedCase> cases) =>
    [
        .. from planned in cases
           group planned by planned.Prompt.Id into ofPrompt
           from batch in ofPrompt
               .GroupBy(planned => planned.Case.Id, StringComparer.Ordinal)
               .GroupBy(ofCase => string.Join('\n', ofCase.Select(planned => planned.Provider)), StringComparer.Ordinal)
           select Batch([.. batch.SelectMany(ofCase => ofCase)]),
    ];

    static ManualBatch Batch(PlannedCase[] cases)
    {
        PromptDefinition prompt = cases[0].Prompt;
        return new(
            new()
            {
                Prompt = prompt with
                {
                    Tests = [.. cases.Select(planned => planned.Case).DistinctBy(test => test.Id, StringComparer.Ordinal)],
                    ProviderProfiles = [.. cases.Select(planned => planned.Provider).Distinct(StringComparer.Ordinal)],
                },
                Label = prompt.Label ?? prompt.Id,
            },
            cases);
    }
}
