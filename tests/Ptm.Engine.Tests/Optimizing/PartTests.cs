using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Optimizing.Proving;
using Ptm.Engine.Optimizing.Racing;
using Ptm.Engine.Optimizing.Splitting;
using Ptm.Statistics;

namespace Ptm.Engine.Tests.Optimizing;

public sealed class PartTests
{
    static readonly OptimizationSettings s_settings = new() { Providers = ["p"], Mutator = "p" };

    [Fact]
    public void A_case_that_is_added_moved_or_changed_moves_no_other_to_the_other_side()
    {
        TestCase[] cases = [.. Enumerable.Range(0, 100).Select(Case)];
        CasesSplit before = CaseSplit.Of(PromptOf(cases), 0.4);
        TestCase[] changed = [.. cases.Reverse().Select(one => one with { Description = "new", Assertions = [new() { Type = "regex" }] }), .. Enumerable.Range(100, 60).Select(Case)];
        CasesSplit after = CaseSplit.Of(PromptOf(changed), 0.4);

        Assert.InRange(before.HeldOut.Count, 25, 55);
        Assert.Equal(100, before.Train.Concat(before.HeldOut).Distinct().Count());
        Assert.Subset(after.HeldOut.ToHashSet(), before.HeldOut.ToHashSet());
        Assert.Subset(after.Train.ToHashSet(), before.Train.ToHashSet());
    }

    [Fact]
    public void Few_cases_hold_out_as_many_as_can_prove_anything_and_leave_some_to_learn_from()
    {
        int[] heldOut = [.. Enumerable.Range(1, 14).Select(count => CaseSplit.Of(PromptOf([.. Enumerable.Range(0, count).Select(Case)]), 0.1).HeldOut.Count)];

        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6], heldOut);
        Assert.Empty(CaseSplit.Of(PromptOf([.. Enumerable.Range(0, 50).Select(Case)]), 0).HeldOut);
    }

    [Fact]
    public void Cases_with_the_same_variables_are_on_one_side_and_those_without_a_check_on_none()
    {
        TestCase[] cases = [.. Enumerable.Range(0, 60).Select(index => Case(index) with { Vars = Case(index / 2).Vars }), Case(60) with { Assertions = [] }];

        CasesSplit split = CaseSplit.Of(PromptOf(cases), 0.4);

        Assert.Equal(1, split.Unchecked);
        Assert.All(Enumerable.Range(0, 30), pair => Assert.Equal(split.HeldOut.Contains($"case {2 * pair}"), split.HeldOut.Contains($"case {(2 * pair) + 1}")));
    }

    [Fact]
    public void More_cases_than_an_optimization_uses_are_told()
    {
        CasesSplit split = CaseSplit.Of(PromptOf([.. Enumerable.Range(0, 1_200).Select(Case)]), 0.5);

        Assert.Equal((200, 400, 600), (split.Train.Count, split.HeldOut.Count, split.Beyond));
    }

    [Fact]
    public void The_front_has_who_is_best_somewhere_and_nobody_who_is_so_only_beside_others()
    {
        SampleTable table = new();
        Score(table, "a", 100, 100, 0, 0);
        Score(table, "b", 0, 0, 100, 0);
        Score(table, "c", 100, 0, 0, 0);
        Score(table, "d", 0, 0, 0, 0);

        IReadOnlyList<(string Candidate, int Cases)> front = ParetoFront.Of(["a", "b", "c", "d"], table, ["0", "1", "2", "3"], ["p"]);

        Assert.Equal([("a", 3), ("b", 2)], front);
        SplitMix64 random = new(1);
        int drawn = 0;
        for (int draw = 0; draw < 1_000; draw++)
        {
            drawn += ParetoFront.Draw(front, ref random) == "a" ? 1 : 0;
        }

        Assert.InRange(drawn, 540, 660);
    }

    [Fact]
    public void An_interval_has_the_means_that_the_sign_flip_test_does_not_reject()
    {
        SplitMix64 random = new(4);
        foreach (int count in new[] { 6, 9, 14 })
        {
            double[] values = new double[count];
            for (int index = 0; index < count; index++)
            {
                values[index] = (random.NextDouble() * 60) - 20;
            }

            Interval interval = SignFlipInterval.OfMean(values, 0.95, new(-100, 100), 1);
            bool IsRejected(double mean) => SignFlipTest.TwoSided([.. values.Select(value => value - mean)], 1) <= 0.05;

            Assert.True(IsRejected(interval.Low - 1e-6) && !IsRejected(interval.Low + 1e-6), interval.ToString());
            Assert.True(IsRejected(interval.High + 1e-6) && !IsRejected(interval.High - 1e-6), interval.ToString());
        }

        Assert.Equal(new Interval(-100, 100), SignFlipInterval.OfMean([10, 10, 10, 10, 10], 0.95, new(-100, 100), 1));
    }

    [Fact]
    public void Five_cases_prove_nothing_however_much_better_and_six_do()
    {
        (OptimizationVerdict few, OptimizationGain? told) = HeldOutTest.Of([50, 60, 40, 50, 70], 5, s_settings, 1);

        Assert.Equal((OptimizationVerdict.Unproven, 6), (few, told!.CasesNeeded!.Value));
        Assert.Equal(OptimizationVerdict.Improved, HeldOutTest.Of([50, 60, 40, 50, 70, 60], 6, s_settings, 1).Verdict);
    }

    [Fact]
    public void Each_further_look_at_the_same_cases_has_less_of_alpha_and_all_together_have_five_percent()
    {
        Assert.Equal(OptimizationVerdict.Unproven, HeldOutTest.Of([50, 60, 40, 50, 70, 60], 6, s_settings, 2).Verdict);
        Assert.InRange(Enumerable.Range(1, 100_000).Sum(HeldOutTest.AlphaOf), 0.04999, 0.05);
        Assert.All(Enumerable.Range(1, 8), look =>
        {
            double[] gains = [.. Enumerable.Range(0, HeldOutTest.LeastCasesAt(look)).Select(index => 50.0 + index)];
            Assert.Equal(OptimizationVerdict.Improved, HeldOutTest.Of(gains, gains.Length, s_settings, look).Verdict);
            Assert.Equal(OptimizationVerdict.Unproven, HeldOutTest.Of(gains[1..], gains.Length - 1, s_settings, look).Verdict);
        });
    }

    [Fact]
    public void No_gain_is_told_from_one_that_cannot_be_told()
    {
        double[] none = [.. Enumerable.Range(0, 400).Select(index => index % 2 == 0 ? 3.0 : -3.0)];
        double[] noisy = [.. Enumerable.Range(0, 40).Select(index => index % 2 == 0 ? 70.0 : -60.0)];

        Assert.Equal(OptimizationVerdict.NoImprovement, HeldOutTest.Of(none, 400, s_settings, 1).Verdict);
        (OptimizationVerdict verdict, OptimizationGain? gain) = HeldOutTest.Of(noisy, 40, s_settings, 1);
        Assert.Equal(OptimizationVerdict.Unproven, verdict);
        Assert.InRange(gain!.CasesNeeded!.Value, 800, 2_500);
        Assert.Equal(OptimizationVerdict.Inconclusive, HeldOutTest.Of(none[..35], 40, s_settings, 1).Verdict);
    }

    [Fact]
    public void Few_cases_that_came_out_alike_do_not_show_that_there_is_no_gain()
    {
        (OptimizationVerdict verdict, OptimizationGain? gain) = HeldOutTest.Of(new double[6], 6, s_settings, 1);

        Assert.Equal((OptimizationVerdict.Unproven, 0.0), (verdict, gain!.Points));
        Assert.InRange(gain.High, 10, 50);
    }

    [Fact]
    public void The_interval_of_equal_gains_is_as_wide_as_their_number_allows()
    {
        (OptimizationVerdict verdict, OptimizationGain? gain) = HeldOutTest.Of([100, 100, 100, 100, 100, 100], 6, s_settings, 1);

        // A gain of -100 that 0.459 of all cases have is missed by six with a probability of 0.025.
        Assert.Equal((OptimizationVerdict.Improved, 100.0, 100.0), (verdict, gain!.Points, gain.High));
        Assert.Equal(100 - (200 * (1 - Math.Pow(0.025, 1.0 / 6))), gain.Low, 9);

        OptimizationGain small = HeldOutTest.Of([.. Enumerable.Repeat(10.0, 400)], 400, s_settings, 1).Gain!;
        Assert.InRange(small.Low, 8.9, 9.1);
        Assert.InRange(small.High, 10.8, 12);

        // One-sided: 21 points for six cases that gain 100 each.
        Assert.Equal(OptimizationVerdict.Improved, HeldOutTest.Of([100, 100, 100, 100, 100, 100], 6, s_settings with { MinConsistentImprovement = 21 }, 1).Verdict);
        Assert.Equal(OptimizationVerdict.Unproven, HeldOutTest.Of([100, 100, 100, 100, 100, 100], 6, s_settings with { MinConsistentImprovement = 22 }, 1).Verdict);
    }

    [Fact]
    public void A_case_that_always_passed_is_broken_whatever_its_scores_were()
    {
        SampleTable table = new();
        Add("base", "steady", (CaseOutcome.Passed, 34), (CaseOutcome.Passed, 100), (CaseOutcome.Passed, 67));
        Add("base", "flaky", (CaseOutcome.Passed, 100), (CaseOutcome.Failed, 0), (CaseOutcome.Passed, 100));
        foreach (string one in new[] { "steady", "flaky" })
        {
            Add("new", one, (CaseOutcome.Failed, 0), (CaseOutcome.Failed, 0), (CaseOutcome.Failed, 0));
        }

        Assert.Equal(["steady"], Breakage.Of("new", "base", ["steady", "flaky"], false, table, s_settings).Select(broken => broken.CaseId));

        void Add(string candidate, string one, params (CaseOutcome Outcome, double Score)[] samples) =>
            table.Add(samples.Select((sample, index) => new SampleScore(candidate, one, "p", index, sample.Outcome, sample.Score, 0, null, null)));
    }

    static void Score(SampleTable table, string candidate, params double[] scores) =>
        table.Add(scores.Select((score, index) => new SampleScore(candidate, index.ToString(CultureInfo.InvariantCulture), "p", 0, CaseOutcome.Passed, score, 0, null, null)));

    static TestCase Case(int index) => new()
    {
        Id = $"case {index}",
        Index = index,
        Vars = JsonElement.Parse($$"""{"question":"{{index}}"}"""),
        Assertions = [new() { Type = "contains" }],
    };

    static PromptDefinition PromptOf(IReadOnlyList<TestCase> cases) => new() { Id = "p", Text = "{{question}}", Tests = cases };
}
