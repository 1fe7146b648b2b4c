using Ptm.Bench.Optimizer.Simulation;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Mutating;

namespace Ptm.Engine.Tests.Optimizing;

public sealed class OptimizerTests
{
    static readonly SimulatedTask s_task = new(3, TaskKind.Known);

    [Fact]
    public async Task A_better_prompt_is_found_and_proven_on_cases_that_the_search_never_saw()
    {
        Rehearsal rehearsal = new(s_task, Rehearsal.Settings);

        Concluded concluded = await rehearsal.RunAsync();

        Optimization optimization = rehearsal.View;
        Assert.Equal((RunState.Completed, OptimizationVerdict.Improved), (optimization.State, optimization.Verdict!.Value));
        Assert.True(optimization.Gain!.Low > 0 && optimization.Gain.Low <= optimization.Gain.Points && optimization.Gain.Points <= optimization.Gain.High, optimization.Gain.ToString());
        Assert.Equal(optimization.BestScore!.Value - optimization.BaselineScore!.Value, optimization.Gain.Points, 1e-9);
        Assert.StartsWith("improved by +", concluded.Message, StringComparison.Ordinal);
        OptimizationCandidate best = Assert.Single(optimization.Candidates!, one => one.State == CandidateState.Best);
        Assert.Equal(optimization.BestPromptText, best.PromptText);
        Assert.Equal(rehearsal.SpentUsd, optimization.Candidates!.Sum(one => one.CostUsd));
        Assert.All(optimization.Candidates!, one => Assert.True(one.State != CandidateState.Rejected || (one.Reason is not null && one.Cases.Count == 0)));
        Assert.All(optimization.Candidates!, one => Assert.Equal(one.State is CandidateState.Best or CandidateState.Baseline, one.Cases.Any(cell => cell.HeldOut)));
    }

    [Fact]
    public async Task No_request_to_the_mutator_has_a_held_out_case_and_no_sample_of_one_is_asked_for_before_the_search_is_over()
    {
        Rehearsal rehearsal = new(s_task, Rehearsal.Settings);

        await rehearsal.RunAsync();

        CasesSplit split = rehearsal.Events.OfType<CasesSplit>().Single();
        Assert.Equal(60, split.Train.Count + split.HeldOut.Count);
        Assert.NotEmpty(rehearsal.Requests);
        Assert.All(rehearsal.Requests, request => Assert.Empty(request.Failures.Concat(request.Passing).Select(shown => shown.Case.Id).Intersect(split.HeldOut)));
        int last = rehearsal.Events.OfType<Concluded>().Single().Samples.Count;
        Assert.All(rehearsal.Asked.SkipLast(last), asked => Assert.DoesNotContain(asked.Case.Id, split.HeldOut));
        Assert.All(rehearsal.Asked.TakeLast(last), asked => Assert.Contains(asked.Case.Id, split.HeldOut));

        // Nor is a sample asked for twice.
        Assert.Equal(rehearsal.Asked.Count, rehearsal.Asked.Select(asked => (asked.Prompt.Text, asked.Case.Id, asked.Sample)).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_order_answers_come_in_the_result_is_the_same()
    {
        Rehearsal ordered = new(s_task, Rehearsal.Settings);
        Rehearsal shuffled = new(s_task, Rehearsal.Settings) { IsShuffled = true };

        await ordered.RunAsync();
        await shuffled.RunAsync();

        Assert.Equal(ordered.Journal, shuffled.Journal);
    }

    [Fact]
    public async Task An_optimization_that_was_killed_before_any_step_ends_as_one_that_was_not()
    {
        Rehearsal whole = new(s_task, Rehearsal.Settings);
        await whole.RunAsync();

        for (int step = 0; step < whole.Events.Count; step++)
        {
            Rehearsal killed = new(s_task, Rehearsal.Settings) { KilledAt = step };
            await Assert.ThrowsAsync<OperationCanceledException>(killed.RunAsync);
            await killed.RunAsync();

            Assert.Equal(whole.Journal, killed.Journal);
            Assert.Equal(whole.Asked.Count, killed.Asked.Count);
        }
    }

    [Fact]
    public async Task An_optimization_that_was_killed_between_two_answers_ends_as_one_that_was_not_and_asks_nothing_twice()
    {
        Rehearsal whole = new(s_task, Rehearsal.Settings);
        await whole.RunAsync();

        for (int samples = 50; samples < whole.Asked.Count; samples += 131)
        {
            Rehearsal killed = new(s_task, Rehearsal.Settings) { KilledAfterSamples = samples };
            await Assert.ThrowsAsync<OperationCanceledException>(killed.RunAsync);
            await killed.RunAsync();

            Assert.Equal(whole.Journal, killed.Journal);
            Assert.Equal(whole.Asked.Count, killed.Asked.Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task The_money_is_never_exceeded_and_what_is_left_suffices_for_the_held_out_cases(int seed)
    {
        SimulatedTask task = new((ulong)seed, TaskKind.Known);
        for (decimal limit = 0.4m; limit < 1.2m; limit += 0.1m)
        {
            Rehearsal rehearsal = new(task, Rehearsal.Settings with { MaxCostUsd = limit, MaxCycles = 100, Patience = 100 });

            Concluded concluded = await rehearsal.RunAsync();

            Assert.True(rehearsal.SpentUsd <= limit, $"{rehearsal.SpentUsd} of {limit}");
            Assert.Equal(OptimizationStop.Budget, rehearsal.View.StopReason);
            Assert.True(concluded.Gain is null || concluded.Samples.Count == 2 * 3 * rehearsal.Events.OfType<CasesSplit>().Single().HeldOut.Count);
        }
    }

    [Fact]
    public async Task Money_that_does_not_suffice_for_a_cycle_is_a_failure_and_no_absence_of_improvement()
    {
        foreach (decimal limit in new[] { 0.05m, 0.15m, 0.25m })
        {
            Rehearsal rehearsal = new(s_task, Rehearsal.Settings with { MaxCostUsd = limit });

            Concluded concluded = await rehearsal.RunAsync();

            Assert.StartsWith($"max_cost_usd {limit.ToString(System.Globalization.CultureInfo.InvariantCulture)} does not suffice for a cycle", concluded.Error, StringComparison.Ordinal);
            Assert.Equal((RunState.Failed, null), (rehearsal.View.State, rehearsal.View.Verdict));
            Assert.True(rehearsal.SpentUsd <= limit);
        }
    }

    [Fact]
    public async Task A_proposal_that_is_there_already_or_has_a_flaw_costs_no_sample()
    {
        Rehearsal rehearsal = new(s_task, Rehearsal.Settings)
        {
            Proposing = proposals => [.. proposals.Select(one => new Proposal(s_task.Prompt, "", "", one.Flaw, one.CostUsd))],
        };

        Concluded concluded = await rehearsal.RunAsync();

        Assert.Equal((OptimizationStop.NoProposals, OptimizationVerdict.NoImprovement, 3), (rehearsal.View.StopReason!.Value, concluded.Verdict!.Value, rehearsal.View.Cycles!.Value));
        Assert.All(rehearsal.Asked, asked => Assert.Equal(s_task.Prompt.Text, asked.Prompt.Text));
        Assert.Contains(rehearsal.View.Candidates!, one => one.Reason == "equal to baseline");

        // Without a look at the held-out cases, the next optimization has no less of alpha.
        Assert.DoesNotContain("\nfinal ", rehearsal.Journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_of_which_no_sample_can_be_decided_is_a_failure_that_tells_the_first_error()
    {
        Rehearsal rehearsal = new(s_task, Rehearsal.Settings)
        {
            Answering = (_, answer) => answer with { Outcome = CaseOutcome.Error, Score = null, Assertions = [], Error = new("PTM4001", "The provider is not there.") },
        };

        Concluded concluded = await rehearsal.RunAsync();

        Assert.EndsWith("The first said: The provider is not there.", concluded.Error, StringComparison.Ordinal);
        Assert.Empty(rehearsal.Requests);
    }

    [Fact]
    public async Task Held_out_cases_that_end_with_an_error_twice_prove_nothing()
    {
        Rehearsal rehearsal = new(s_task, Rehearsal.Settings) { Answering = null };
        await rehearsal.RunAsync();
        HashSet<string> heldOut = [.. rehearsal.Events.OfType<CasesSplit>().Single().HeldOut.Take(4)];
        Rehearsal broken = new(s_task, Rehearsal.Settings)
        {
            Answering = (cell, answer) => heldOut.Contains(cell.Case.Id) && cell.Prompt.Text != s_task.Prompt.Text
                ? answer with { Outcome = CaseOutcome.Error, Score = null, Error = new("PTM4001", "Down.") }
                : answer,
        };

        Concluded concluded = await broken.RunAsync();

        Assert.Equal(OptimizationVerdict.Inconclusive, concluded.Verdict);
        Assert.Equal(2 * 4 * 3, concluded.Samples.Count(sample => sample.Outcome == CaseOutcome.Error));
    }

    [Fact]
    public async Task What_people_follow_is_a_line_an_event_with_the_money_and_the_best_score()
    {
        Rehearsal rehearsal = new(s_task, Rehearsal.Settings);
        await rehearsal.RunAsync();

        OptimizationProgress[] lines = [.. rehearsal.Events.Select((one, index) => OptimizationView.ProgressOf("o1", index + 1, one, RunState.Running))];

        Assert.Equal("39 cases to learn from, 21 held out", lines[0].Message);
        Assert.All(lines, line => Assert.False(string.IsNullOrWhiteSpace(line.Message)));
        Assert.All(lines.Zip(lines.Skip(1)), pair => Assert.True(pair.First.CostUsd <= pair.Second.CostUsd && pair.First.Cycle <= pair.Second.Cycle));
        Assert.Equal(rehearsal.SpentUsd, lines[^1].CostUsd);
    }
}
