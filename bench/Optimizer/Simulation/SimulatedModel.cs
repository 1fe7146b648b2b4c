using Ptm.Engine.Optimizing;
using Ptm.Statistics;

namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>The scripted model of a task: it draws whether a case passes, and of one that fails a check names a missing instruction in 7 of 10 samples.</summary>
internal sealed class SimulatedModel(SimulatedTask task, Purse purse) : ICellEvaluator
{
    /// <summary>What a sample costs, in USD.</summary>
    public const decimal SampleUsd = 0.001m;

    const double Telling = 0.7;

    static readonly IReadOnlyList<AssertionResult> s_silent = [new() { Type = "contains", Outcome = CaseOutcome.Failed, Score = 0, Reason = "The answer is not the expected one." }];

    public long Samples { get; private set; }

    public Task<IReadOnlyList<CaseResult?>> EvaluateAsync(IReadOnlyList<PlannedCase> cells, decimal keptUsd, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CaseResult?>>([.. cells.Select(cell => purse.TrySpend(SampleUsd, keptUsd) ? Answer(cell) : null)]);

    public decimal BoundUsd(PlannedCase cell) => SampleUsd;

    /// <summary>One answer, which the prompt, the case and the sample's number fix.</summary>
    public CaseResult Answer(PlannedCase cell)
    {
        Samples++;
        int set = task.SetOf(cell.Prompt);
        int index = cell.Case.Index;
        SplitMix64 random = new(new SplitMix64(task.Seed ^ 0x5EED).Next() ^ ((ulong)set << 40) ^ ((ulong)index << 20) ^ (ulong)cell.Sample);
        random = new(random.Next());
        bool passes = random.NextDouble() < task.RateOf(set, index);
        return new()
        {
            Id = cell.Case.Id,
            PromptId = cell.Prompt.Id,
            Provider = cell.Provider,
            Sample = cell.Sample,
            Outcome = passes ? CaseOutcome.Passed : CaseOutcome.Failed,
            Score = passes ? 100 : 0,
            Promptfoo = new(passes, passes ? 1 : 0),
            Output = new() { Text = "An answer.", CostUsd = SampleUsd },
            Assertions = passes ? [] : Reasons(set, index, ref random),
        };
    }

    IReadOnlyList<AssertionResult> Reasons(int set, int index, ref SplitMix64 random)
    {
        List<int> missing = task.MissingFor(set, index);
        return missing.Count > 0 && random.NextDouble() < Telling
            ? [new() { Type = "contains", Outcome = CaseOutcome.Failed, Score = 0, Reason = "Expected: " + SimulatedTask.Sentence(missing[random.NextIndex(missing.Count)]) }]
            : s_silent;
    }
}
