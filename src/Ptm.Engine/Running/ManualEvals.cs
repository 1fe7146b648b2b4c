namespace Ptm.Engine.Running;

/// <summary>A manual evaluation with the cases that it is to give results for.</summary>
internal sealed record ManualBatch(ManualEval Manual, IReadOnlyList<PlannedCase> Cases);

/// <summary>Makes manual evaluations of a plan's cases: one a prompt, and more only where its cases do not all run on the same providers or run more than once.</summary>
internal static class ManualEvals
{
    /// <param name="cases">The cases, none of them twice.</param>
    /// <param name="judge">The judge of prompts that name none; null for the server's.</param>
    public static IReadOnlyList<ManualBatch> Of(IEnumerable<PlannedCase> cases, string? judge) =>
    [
        .. from planned in cases
           group planned by (planned.Prompt.Id, planned.Sample) into ofPrompt
           from batch in ofPrompt
               .GroupBy(planned => planned.Case.Id, StringComparer.Ordinal)
               .GroupBy(ofCase => string.Join('\n', ofCase.Select(planned => planned.Provider)), StringComparer.Ordinal)
           select Batch([.. batch.SelectMany(ofCase => ofCase)], judge),
    ];

    /// <summary>The same cases, an evaluation for each provider.</summary>
    public static IEnumerable<ManualBatch> ByProvider(ManualBatch batch) =>
        from planned in batch.Cases
        group planned by planned.Provider into ofProvider
        select Batch([.. ofProvider], batch.Manual.Prompt.JudgeProfile);

    static ManualBatch Batch(PlannedCase[] cases, string? judge)
    {
        PromptDefinition prompt = cases[0].Prompt;
        return new(
            new()
            {
                Prompt = prompt with
                {
                    Tests = [.. cases.Select(planned => planned.Case).DistinctBy(test => test.Id, StringComparer.Ordinal)],
                    ProviderProfiles = [.. cases.Select(planned => planned.Provider).Distinct(StringComparer.Ordinal)],
                    JudgeProfile = prompt.JudgeProfile ?? (prompt.AdditionalMetrics.Count > 0 ? judge : null),
                },
                Label = prompt.Label ?? prompt.Id,
            },
            cases);
    }
}
