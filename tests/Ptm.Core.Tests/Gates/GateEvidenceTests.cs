namespace Ptm.Core.Tests;

public sealed class GateEvidenceTests
{
    static readonly Gate[] s_gates =
    [
        new(),
        new() { MinScore = 90 },
        new() { MinPassRate = 0.99, MaxErrors = 5 },
        new() { MaxCostUsd = 0.001m, MaxUnchecked = 3 },
        new() { MaxLatencyMs = 10, MinScore = 0 },
    ];

    [Fact]
    public void A_gate_finds_in_the_evidence_what_it_finds_in_all_results()
    {
#pragma warning disable CA5394 // The same samples each time, and no secrets.
        Random random = new(20_261_125);
        for (int round = 0; round < 200; round++)
        {
            RunResult run = Run([.. Enumerable.Range(0, random.Next(1, 60)).Select(index => Case(index, (CaseOutcome)random.Next(4), random.Next(20) * 5, random.Next(5) == 0 ? null : random.Next(9) * 0.001m, random.Next(9) * 4))]);
#pragma warning restore CA5394

            foreach (Gate gate in s_gates)
            {
                Assert.Equal(gate.Check(run), gate.Check(run with { Results = [] }, Evidence(run)));
            }
        }
    }

    [Fact]
    public void Of_many_that_failed_a_thousand_are_named_and_the_others_counted()
    {
        RunResult run = Run([.. Enumerable.Range(0, 2_500).Select(index => Case(index, index % 2 == 0 ? CaseOutcome.Failed : CaseOutcome.Error, 10, 0, 1))]);

        IReadOnlyList<GateViolation> violations = new Gate().Check(run with { Results = [] }, Evidence(run));

        Assert.Equal(2 * (GateEvidence.MostOfAKind + 1), violations.Count);
        Assert.Equal("250 more cases could not be decided.", violations[GateEvidence.MostOfAKind].Message);
        Assert.Equal("250 more cases failed.", violations[^1].Message);
    }

    [Fact]
    public void A_run_without_its_results_is_held_to_its_figures()
    {
        RunResult run = Run([Case(0, CaseOutcome.Failed, 10, 0, 1), Case(1, CaseOutcome.Unchecked, 0, 0, 1)]) with { Results = [] };

        Assert.Equal(["In 1 case nothing was checked.", "1 case failed."], new Gate().Check(run).Select(violation => violation.Message));
    }

    static GateEvidence Evidence(RunResult run)
    {
        GateEvidence evidence = new();
        foreach (CaseResult result in run.Results)
        {
            evidence.Add(result);
        }

        return evidence;
    }

    static CaseResult Case(int index, CaseOutcome outcome, double score, decimal? cost, double latencyMs) => new()
    {
        Id = $"case {index}",
        PromptId = "p",
        Provider = "echo",
        Outcome = outcome,
        Score = outcome is CaseOutcome.Passed or CaseOutcome.Failed ? score : null,
        Promptfoo = new(outcome == CaseOutcome.Passed, 1),
        Output = new() { Text = "", CostUsd = cost, Latency = TimeSpan.FromMilliseconds(latencyMs) },
        Error = outcome == CaseOutcome.Error ? new("PTM4001", "no") : null,
        Location = new("/prompts/p.yaml", index + 1, 5),
    };

    static RunResult Run(CaseResult[] results)
    {
        RunTally tally = new();
        foreach (CaseResult result in results)
        {
            tally.Add(result);
        }

        return new() { RunKey = "r", State = RunState.Completed, Results = results, Summary = tally.ToSummary(TimeSpan.Zero) };
    }
}
