using Ptm.Bench.Optimizer.Simulation;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Mutating;
using Ptm.Engine.Optimizing.Racing;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>What each setting changes.</summary>
public sealed class SettingTests
{
    static readonly SimulatedTask s_task = new(3, TaskKind.Known);
    static readonly OptimizationSettings s_settings = Rehearsal.Settings with { MaxCycles = 2, StabilitySamples = 3 };
    static int s_notes;

    [Fact]
    public async Task Every_provider_profile_runs_every_case_and_a_case_counts_once()
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { Providers = ["scripted", "other"] });

        Assert.Equal(rehearsal.Asked.Count(asked => asked.Provider == "scripted"), rehearsal.Asked.Count(asked => asked.Provider == "other"));
        Assert.Equal(rehearsal.Events.OfType<CasesSplit>().Single().HeldOut.Count, rehearsal.View.Gain!.Cases);
    }

    [Fact]
    public async Task A_judge_profile_judges_in_place_of_the_prompts_own()
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { Judge = "strict" });

        Assert.All(rehearsal.Asked, asked => Assert.Equal("strict", asked.Prompt.JudgeProfile));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_than_max_cycles(int most)
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { MaxCycles = most });

        Assert.Equal((most, OptimizationStop.MaxCycles), (rehearsal.View.Cycles!.Value, rehearsal.View.StopReason!.Value));
    }

    [Fact]
    public async Task The_search_ends_at_the_target_score()
    {
        double baseline = (await RunAsync(s_settings)).Events.OfType<BaselineEvaluated>().Single().Score!.Value;

        Rehearsal there = await RunAsync(s_settings with { TargetScore = baseline });
        Rehearsal above = await RunAsync(s_settings with { TargetScore = baseline + 5, MaxCycles = 50, MaxCostUsd = 20 });

        Assert.Equal((0, OptimizationStop.TargetReached, OptimizationVerdict.NoImprovement), (there.View.Cycles!.Value, there.View.StopReason!.Value, there.View.Verdict!.Value));
        Assert.Equal(OptimizationStop.TargetReached, above.View.StopReason);
        Assert.True(above.Events.OfType<SearchStopped>().Single().BestScore >= baseline + 5);
    }

    [Fact]
    public async Task Less_than_min_improvement_is_none()
    {
        Rehearsal much = await RunAsync(s_settings with { MinImprovement = 60 });

        Assert.Null(much.Events.OfType<SearchStopped>().Single().Finalist);
        Assert.Equal((OptimizationVerdict.NoImprovement, false), (much.View.Verdict!.Value, much.Events.OfType<CycleDecided>().Any(cycle => cycle.Improved)));
        Assert.Contains((await RunAsync(s_settings)).Events.OfType<CycleDecided>(), cycle => cycle.Improved);
    }

    [Fact]
    public async Task With_no_regressions_a_candidate_that_breaks_a_case_is_not_tried_and_with_pareto_it_is_shown_to()
    {
        string broken = (await RunAsync(s_settings)).Events.OfType<CasesSplit>().Single().Train[0];
        CaseResult Breaking(PlannedCase cell, CaseResult answer) => cell.Case.Id != broken ? answer
            : cell.Prompt.Text == s_task.Prompt.Text ? answer with { Outcome = CaseOutcome.Passed, Score = 100 }
            : answer with { Outcome = CaseOutcome.Failed, Score = 0, Assertions = [new() { Type = "contains", Outcome = CaseOutcome.Failed, Score = 0, Reason = "Gone." }] };

        Rehearsal pareto = await RunAsync(s_settings, Breaking);
        Rehearsal careful = await RunAsync(s_settings with { ComparisonStrategy = ComparisonStrategy.NoRegressions }, Breaking);

        Assert.Contains(new BrokenCase(broken, "scripted", false, "contains: Gone."), pareto.View.BrokenCases);
        Assert.Contains($"that passed: {broken}", pareto.Events[^1].Message, StringComparison.Ordinal);
        Assert.Null(careful.Events.OfType<SearchStopped>().Single().Finalist);
    }

    [Fact]
    public async Task With_mean_the_parent_is_always_the_best_and_with_pareto_another_once_nothing_was_kept_for_some_cycles()
    {
        async Task<int> OthersAsync(ComparisonStrategy strategy)
        {
            int others = 0;
            for (ulong seed = 1; seed <= 6; seed++)
            {
                Rehearsal rehearsal = await RunAsync(s_settings with { ComparisonStrategy = strategy, MaxCycles = 40, Patience = 40, MaxCostUsd = 4, Seed = seed });
                SearchState state = new(rehearsal.Spec);
                foreach (OptimizationEvent one in rehearsal.Events)
                {
                    others += one is ChangesProposed proposed && proposed.Parent != state.Best ? 1 : 0;
                    state.Apply(one);
                }
            }

            return others;
        }

        Assert.Equal(0, await OthersAsync(ComparisonStrategy.Mean));
        Assert.NotEqual(0, await OthersAsync(ComparisonStrategy.Pareto));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Stability_samples_are_those_of_the_baseline_and_of_what_is_kept(int samples)
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { StabilitySamples = samples });

        Assert.All(rehearsal.Events.OfType<BaselineEvaluated>().Single().Samples.GroupBy(sample => sample.CaseId), group => Assert.Equal(samples, group.Count()));
        Assert.All(
            rehearsal.View.Candidates!.Where(one => one.State is CandidateState.Kept or CandidateState.Best).SelectMany(one => one.Cases).Where(one => !one.HeldOut),
            one => Assert.True(one.Passed + one.Failed >= samples));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Validation_samples_are_those_of_each_held_out_case_on_both_sides(int samples)
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { ValidationSamples = samples });

        Assert.All(rehearsal.Events.OfType<Concluded>().Single().Samples.GroupBy(sample => (sample.Candidate, sample.CaseId)), group => Assert.Equal(samples, group.Count()));
        Assert.Equal(samples, rehearsal.View.Gain!.Samples);
    }

    [Fact]
    public async Task A_case_above_the_flakiness_threshold_is_neither_broken_nor_shown_for_a_sample_that_failed()
    {
        string flaky = (await RunAsync(s_settings)).Events.OfType<CasesSplit>().Single().Train[0];
        CaseResult Flickering(PlannedCase cell, CaseResult answer) => cell.Case.Id != flaky ? answer
            : cell.Prompt.Text == s_task.Prompt.Text && cell.Sample != 1 ? answer with { Outcome = CaseOutcome.Passed, Score = 100, Assertions = [] }
            : answer with { Outcome = CaseOutcome.Failed, Score = 0 };

        Rehearsal strict = await RunAsync(s_settings, Flickering);
        Rehearsal lax = await RunAsync(s_settings with { FlakinessThreshold = 1 }, Flickering);

        Assert.DoesNotContain(strict.View.BrokenCases, one => one.CaseId == flaky);
        Assert.Contains(lax.View.BrokenCases, one => one.CaseId == flaky);
        Assert.DoesNotContain(strict.Requests.Where(request => request.Parent.Text == s_task.Prompt.Text).SelectMany(request => request.Failures), shown => shown.Case.Id == flaky);
    }

    [Fact]
    public async Task The_lower_end_of_the_gain_has_to_reach_min_consistent_improvement()
    {
        OptimizationSettings settings = Rehearsal.Settings;
        OptimizationGain gain = (await RunAsync(settings)).View.Gain!;

        Assert.Equal(OptimizationVerdict.Improved, (await RunAsync(settings with { MinConsistentImprovement = Math.Max(0, gain.Low) })).View.Verdict);
        Assert.Equal(OptimizationVerdict.Unproven, (await RunAsync(settings with { MinConsistentImprovement = gain.Points })).View.Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_variance_aware_mutator_is_told_how_often_a_case_passes(bool isAware)
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { VarianceAwareMutator = isAware });

        Assert.All(rehearsal.Requests, request => Assert.Equal(isAware, request.TellsVariance));
        Assert.All(rehearsal.Requests[0].Failures, shown => Assert.Equal(3, shown.Samples));
    }

    [Fact]
    public void The_variance_signal_is_the_figure_of_how_samples_differ()
    {
        CellSamples cell = new();
        foreach ((CaseOutcome outcome, double score) in new[] { (CaseOutcome.Passed, 90.0), (CaseOutcome.Failed, 30), (CaseOutcome.Passed, 90) })
        {
            cell.Add(new("c", "a", "scripted", cell.Next, outcome, score, 0, null, null));
        }

        Assert.Equal(Math.Sqrt(1200) / 100, cell.Variance(VarianceSignal.ScoreStddev), 1e-12);
        Assert.Equal(0.6, cell.Variance(VarianceSignal.Spread), 1e-12);
        Assert.Equal(2.0 / 3, cell.Variance(VarianceSignal.Disagreement), 1e-12);
    }

    [Fact]
    public async Task A_target_that_is_enforced_and_missed_on_the_held_out_cases_is_a_failure_whose_result_can_be_read()
    {
        Rehearsal missed = await RunAsync(Rehearsal.Settings with { EnforceTargetScore = true });
        Rehearsal nothing = await RunAsync(s_settings with { EnforceTargetScore = true, MinImprovement = 60 });
        Rehearsal reached = await RunAsync(s_settings with { EnforceTargetScore = true, TargetScore = 1 });

        Assert.Equal((RunState.Failed, OptimizationVerdict.Improved), (missed.View.State, missed.View.Verdict!.Value));
        Assert.Matches("^The target score of 100.0 was not reached: [0-9.]+ on the held-out cases.$", missed.View.Error!);
        Assert.NotNull(missed.View.BestPromptText);
        Assert.Equal((RunState.Failed, nothing.View.BaselineScore is not null), (nothing.View.State, true));
        Assert.Equal(RunState.Completed, reached.View.State);
    }

    [Theory]
    [InlineData("Original")]
    [InlineData("Best")]
    [InlineData("Parent")]
    public async Task A_cycle_is_measured_against_what_the_chained_baseline_mode_says(string mode)
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { ChainedBaselineMode = Enum.Parse<ChainedBaselineMode>(mode), MaxCycles = 6 });

        SearchState state = new(rehearsal.Spec);
        string parent = "";
        int measured = 0;
        foreach (OptimizationEvent one in rehearsal.Events)
        {
            parent = one is ChangesProposed proposed ? proposed.Parent : parent;
            if (one is CycleDecided { Kept.Count: > 0 } decided)
            {
                double against = state.ScoreOf(mode switch { "Original" => "baseline", "Best" => state.Best, _ => parent })!.Value;
                Assert.Equal(decided.Kept.Max(kept => kept.Score) - against, decided.Gain!.Value, 1e-9);
                measured++;
            }

            state.Apply(one);
        }

        Assert.True(measured > 1);
    }

    [Fact]
    public async Task Without_a_held_out_case_nothing_is_proven()
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { HeldOut = 0 });

        Assert.Empty(rehearsal.Events.OfType<CasesSplit>().Single().HeldOut);
        Assert.Equal((OptimizationVerdict.Unproven, "unproven: no held-out case"), (rehearsal.View.Verdict!.Value, rehearsal.Events[^1].Message));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task So_many_proposals_a_cycle_as_candidates_per_cycle(int count)
    {
        Rehearsal rehearsal = await RunAsync(s_settings with { CandidatesPerCycle = count });

        Assert.All(rehearsal.Events.OfType<ChangesProposed>(), proposed => Assert.Equal(count, proposed.Changes.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Patience_is_how_many_cycles_in_a_row_may_bring_nothing(int patience)
    {
        Rehearsal rehearsal = new(s_task, s_settings with { Patience = patience, MaxCycles = 50 })
        {
            // Lines that change nothing.
            Proposing = proposals => [.. proposals.Select(one => new Proposal(s_task.Prompt with { Text = s_task.Prompt.Text + $"Note {Interlocked.Increment(ref s_notes)}.\n" }, "", "", null, 0.004m))],
        };

        await rehearsal.RunAsync();

        Assert.Equal((patience, OptimizationStop.NoImprovement), (rehearsal.View.Cycles!.Value, rehearsal.View.StopReason!.Value));
        Assert.All(rehearsal.View.Candidates!.Skip(1), one => Assert.Equal(CandidateState.Dropped, one.State));
    }

    [Fact]
    public async Task Another_seed_is_another_search_and_the_same_is_the_same()
    {
        string[] journals = [(await RunAsync(s_settings)).Journal, (await RunAsync(s_settings)).Journal, (await RunAsync(s_settings with { Seed = 6 })).Journal];

        Assert.Equal(journals[0], journals[1]);
        Assert.NotEqual(journals[0], journals[2]);
    }

    static async Task<Rehearsal> RunAsync(OptimizationSettings settings, Func<PlannedCase, CaseResult, CaseResult>? answering = null)
    {
        Rehearsal rehearsal = new(s_task, settings) { Answering = answering };
        await rehearsal.RunAsync();
        return rehearsal;
    }
}
