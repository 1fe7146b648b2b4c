using CsCheck;
using Ptm.Statistics;

namespace Ptm.Core.Tests.Gates;

public sealed class SequentialSamplingTests
{
    static readonly PromptDefinition s_prompt = new() { Id = "p" };

    [Fact]
    public void Where_every_sample_has_to_pass_a_case_ends_with_the_first_that_fails()
    {
        (GateResult result, int[] taken) = Take(new Gate(), cases: 3, samples: 8, (index, sample) => index != 1 || sample != 1);

        Assert.Equal([8, 2, 8], taken);
        Assert.Equal((GateVerdict.Failed, 24L, 18L), (result.Verdict, result.SamplesPlanned, result.SamplesTaken));
    }

    [Fact]
    public void Figures_that_are_compared_as_they_are_come_to_the_verdict_of_all_samples() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 9], Gen.Double[0.05, 0.95], Gen.Double[0.05, 0.95], Gen.ULong).Sample(
            (cases, samples, limit, rate, seed) =>
            {
                Gate gate = new() { MinPassRate = limit, MinScore = 40 };
                bool Passes(int index, int sample) => new SplitMix64(seed + (ulong)((index * 100) + sample)).NextDouble() < rate;

                (GateResult curtailed, int[] taken) = Take(gate, cases, samples, Passes);
                RunResult all = Runs.Of([.. Plan(cases, samples).Cases.Select(planned => Result(planned, Passes))]);

                Assert.Equal(gate.Decide(all).Verdict, curtailed.Verdict);
                Assert.All(taken, count => Assert.InRange(count, 1, samples));
            },
            iter: 200);

    [Fact]
    public void A_limit_that_is_out_of_reach_or_safe_ends_the_run_at_the_round_that_shows_it()
    {
        Assert.Equal([8], Take(new Gate { MinPassRate = 0.5 }, 1, 16, (_, _) => true).Taken);
        Assert.Equal([16], Take(new Gate { MinPassRate = 0.51 }, 1, 16, (_, _) => true).Taken);
        Assert.Equal([1], Take(new Gate { MinPassRate = 0.95 }, 1, 16, (_, _) => false).Taken);
    }

    [Fact]
    public void With_a_confidence_a_verdict_stands_early_at_a_stricter_one_and_late_at_what_is_left()
    {
        Gate gate = new() { MinPassRate = 0.5, Confidence = 0.95 };

        (GateResult early, int[] few) = Take(gate, cases: 40, samples: 16, (_, _) => true);
        (GateResult late, int[] all) = Take(gate, cases: 40, samples: 16, (index, sample) => (index + sample) % 2 == 0);

        Assert.All(few, count => Assert.Equal(1, count));
        Assert.Equal((GateVerdict.Passed, 640L, 40L), (early.Verdict, early.SamplesPlanned, early.SamplesTaken));
        Assert.Equal(0.999, Assert.Single(early.Figures).Confidence, 1e-12);
        Assert.All(all, count => Assert.Equal(16, count));

        // Looks after 1, 2, 4 and 8 samples took a thousandth each.
        Assert.Equal(0.954, Assert.Single(late.Figures).Confidence, 1e-12);
    }

    [Fact]
    public void Against_a_baseline_a_plain_fall_ends_the_run_and_the_other_limits_stay_as_they_are()
    {
        Gate gate = new() { Baseline = Baseline.Of(Runs.Passing(30, 30)), MinPassRate = 0.1 };

        (GateResult result, int[] taken) = Take(gate, cases: 30, samples: 8, (index, _) => index >= 20);

        Assert.All(taken, count => Assert.Equal(1, count));
        Assert.Equal(DiagnosticCodes.Regression, result.Violations[0].Code);
        Assert.All(result.Figures, figure => Assert.True(figure.IsDifference));
    }

    // A run at its limit is wrongly told at no look more often than all looks may: by simulation, with three standard errors.
    [Fact]
    public void To_look_at_every_round_closes_the_gate_no_more_often_than_it_may()
    {
        const int Count = 400;
        Gate gate = new() { MinPassRate = 0.7, Confidence = 0.95 };
        int wrong = 0;
        for (int run = 0; run < Count; run++)
        {
            SplitMix64 random = new(new SplitMix64((ulong)run).Next());
            double[] rates = [.. Enumerable.Range(0, 24).Select(_ => random.NextDouble() < 0.5 ? 0.9 : 0.5)];
            SplitMix64 answers = new(random.Next());
            wrong += Take(gate, 24, 8, (index, _) => answers.NextDouble() < rates[index]).Result.Verdict == GateVerdict.Failed ? 1 : 0;
        }

        Assert.InRange(wrong, 0, (0.05 * Count) + (3 * Math.Sqrt(0.05 * 0.95 * Count)));
    }

    static (GateResult Result, int[] Taken) Take(Gate gate, int cases, int samples, Func<int, int, bool> passes)
    {
        EvalPlan plan = Plan(cases, samples);
        GateEvidence evidence = new(gate, plan, keepsCases: true);
        SequentialSampling sampling = new(gate, plan, evidence);
        RunTally tally = new();
        int[] taken = new int[cases];
        while (sampling.NextRound() is { } round)
        {
            foreach (PlannedCase planned in round.ToArray())
            {
                CaseResult result = Result(planned, passes);
                taken[planned.Case.Index]++;
                tally.Add(result);
                evidence.Add(result);
            }
        }

        RunResult run = new() { RunKey = "r", State = RunState.Completed, Summary = tally.ToSummary(TimeSpan.Zero) };
        return (sampling.Final.Decide(run, evidence) with { SamplesPlanned = sampling.Planned, SamplesTaken = evidence.Count }, taken);
    }

    static EvalPlan Plan(int cases, int samples) => new(
    [
        .. Enumerable.Range(0, cases).SelectMany(index => Enumerable.Range(0, samples).Select(sample => new PlannedCase(s_prompt, new() { Id = $"c{index}", Index = index }, "model", sample))),
    ]);

    static CaseResult Result(PlannedCase planned, Func<int, int, bool> passes) =>
        Runs.Case(planned.Case.Id, passes(planned.Case.Index, planned.Sample) ? CaseOutcome.Passed : CaseOutcome.Failed, planned.Sample);
}
