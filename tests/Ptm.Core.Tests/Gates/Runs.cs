namespace Ptm.Core.Tests.Gates;

/// <summary>Runs made of how often each case passed.</summary>
internal static class Runs
{
    /// <summary>A run in which each case passed so many of its samples.</summary>
    public static RunResult Of(params (int Passed, int Samples)[] cases) =>
        Of([.. cases.SelectMany((one, index) => Enumerable.Range(0, one.Samples).Select(sample => Case($"c{index}", sample < one.Passed ? CaseOutcome.Passed : CaseOutcome.Failed, sample)))]);

    public static RunResult Of(CaseResult[] results)
    {
        RunTally tally = new();
        foreach (CaseResult result in results)
        {
            tally.Add(result);
        }

        return new() { RunKey = "r", State = RunState.Completed, Results = results, Summary = tally.ToSummary(TimeSpan.Zero) };
    }

    public static CaseResult Case(string id, CaseOutcome outcome, int sample = 0, double? score = null, string provider = "model", string? answer = null) => new()
    {
        Id = id,
        PromptId = "p",
        Provider = provider,
        Sample = sample,
        Outcome = outcome,
        Score = outcome is CaseOutcome.Passed or CaseOutcome.Failed ? score ?? (outcome == CaseOutcome.Passed ? 100 : 0) : null,
        Promptfoo = new(outcome == CaseOutcome.Passed, 1),
        Output = new() { Text = answer ?? Guid.NewGuid().ToString("n"), CostUsd = 0 },
        Error = outcome == CaseOutcome.Error ? new("PTM4001", "no") : null,
        Location = new("/prompts/p.yaml", 7, 5),
    };

    /// <summary>So many cases of one sample, of which the first passed.</summary>
    public static RunResult Passing(int passed, int cases) => Of([.. Enumerable.Range(0, cases).Select(index => (index < passed ? 1 : 0, 1))]);
}
