using System.Globalization;

namespace Ptm.Engine.Running;

/// <summary>A manual evaluation with the cases that it is to give results for.</summary>
/// <param name="Manual">What is sent.</param>
/// <param name="Cases">The cases by the id that they have in it.</param>
internal sealed record ManualBatch(ManualEval Manual, IReadOnlyList<(string Id, PlannedCase Planned)> Cases);

/// <summary>Makes manual evaluations of a plan's cases: one a prompt, and more only where its cases do not all run on the same providers. Each repetition of a case is a case of its own there.</summary>
internal static class ManualEvals
{
    /// <param name="cases">The cases, none of them twice.</param>
    /// <param name="judge">The judge of prompts that name none; null for the server's.</param>
    public static IReadOnlyList<ManualBatch> Of(IEnumerable<PlannedCase> cases, string? judge) =>
    [
        .. from planned in cases
           group planned by planned.Prompt.Id into ofPrompt
           from batch in WithIds([.. ofPrompt])
               .GroupBy(one => one.Id, StringComparer.Ordinal)
               .GroupBy(ofCase => string.Join('\n', ofCase.Select(one => one.Planned.Provider)), StringComparer.Ordinal)
           select Batch([.. batch.SelectMany(ofCase => ofCase)], judge),
    ];

    /// <summary>The same cases, an evaluation for each provider.</summary>
    public static IEnumerable<ManualBatch> ByProvider(ManualBatch batch) =>
        from one in batch.Cases
        group one by one.Planned.Provider into ofProvider
        select Batch([.. ofProvider], batch.Manual.Prompt.JudgeProfile);

    static IEnumerable<(string Id, PlannedCase Planned)> WithIds(IReadOnlyList<PlannedCase> cases)
    {
        HashSet<string> taken = new(cases.Select(planned => planned.Case.Id), StringComparer.Ordinal);
        Dictionary<(string Id, int Sample), string> given = [];
        foreach (PlannedCase planned in cases)
        {
            if (planned.Sample > 0 && !given.ContainsKey((planned.Case.Id, planned.Sample)))
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{planned.Case.Id} (sample {planned.Sample + 1})");
                while (!taken.Add(id))
                {
                    id += "'";
                }

                given[(planned.Case.Id, planned.Sample)] = id;
            }

            yield return (planned.Sample == 0 ? planned.Case.Id : given[(planned.Case.Id, planned.Sample)], planned);
        }
    }

    static ManualBatch Batch((string Id, PlannedCase Planned)[] cases, string? judge)
    {
        PromptDefinition prompt = cases[0].Planned.Prompt;
        return new(
            new()
            {
                Prompt = prompt with
                {
                    Tests = [.. cases.DistinctBy(one => one.Id, StringComparer.Ordinal).Select(one => one.Planned.Case with { Id = one.Id })],
                    ProviderProfiles = [.. cases.Select(one => one.Planned.Provider).Distinct(StringComparer.Ordinal)],
                    JudgeProfile = prompt.JudgeProfile ?? (prompt.AdditionalMetrics.Count > 0 ? judge : null),
                },
                Label = prompt.Label ?? prompt.Id,
            },
            cases);
    }
}
