namespace Ptm.Core.Tests.Gates;

public sealed class ConfidenceTests
{
    [Theory]
    [InlineData(30, 30, 0.85, GateVerdict.Passed)]
    [InlineData(27, 30, 0.85, GateVerdict.Inconclusive)]
    [InlineData(20, 30, 0.85, GateVerdict.Failed)]
    [InlineData(3, 3, 0.85, GateVerdict.Inconclusive)]
    [InlineData(0, 3, 0.85, GateVerdict.Failed)]
    [InlineData(299, 300, 1, GateVerdict.Failed)]
    [InlineData(300, 300, 1, GateVerdict.Inconclusive)]
    [InlineData(0, 10, 0, GateVerdict.Passed)]
    public void A_pass_rate_is_held_against_its_minimum_by_its_whole_interval(int passed, int cases, double limit, GateVerdict verdict)
    {
        GateResult result = new Gate { MinPassRate = limit, Confidence = 0.95 }.Decide(Runs.Passing(passed, cases));

        GateFigure figure = Assert.Single(result.Figures);
        Assert.Equal((verdict, verdict, GatePopulation.CasesLikeThese), (result.Verdict, figure.Verdict, figure.Population));
        Assert.Equal(verdict == GateVerdict.Failed ? [DiagnosticCodes.PassRateTooLow] : [], result.Violations.Select(violation => violation.Code));
        Assert.Equal(verdict == GateVerdict.Inconclusive ? [DiagnosticCodes.Inconclusive] : [], result.Warnings.Select(warning => warning.Code));
    }

    [Theory]
    [InlineData(GateInconclusive.Warn, 0, 1)]
    [InlineData(GateInconclusive.Fail, 1, 0)]
    [InlineData(GateInconclusive.Pass, 0, 0)]
    public void What_is_inconclusive_warns_closes_or_opens_and_stays_inconclusive(GateInconclusive action, int violations, int warnings)
    {
        GateResult result = new Gate { MinPassRate = 0.85, Confidence = 0.95, OnInconclusive = action }.Decide(Runs.Passing(27, 30));

        Assert.Equal((GateVerdict.Inconclusive, violations, warnings), (result.Verdict, result.Violations.Count, result.Warnings.Count));
        Assert.All(result.Violations.Concat(result.Warnings), finding => Assert.Equal(DiagnosticCodes.Inconclusive, finding.Code));
    }

    [Fact]
    public void The_words_have_the_interval_the_population_and_what_it_would_take()
    {
        GateResult result = new Gate { MinPassRate = 0.85, Confidence = 0.95 }.Decide(Runs.Passing(27, 30));

        Assert.Equal("pass rate 0.9, 95 % interval 0.7438 to 0.9654, 0.85 asked for: inconclusive (cases like these: 30 cases, 30 samples); it would take about 196 cases", Assert.Single(result.Figures).Text);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.88)]
    [InlineData(0.95)]
    public void With_as_many_cases_as_it_would_take_it_is_told_and_with_one_case_in_ten_less_it_is_not(double limit)
    {
        Gate gate = new() { MinPassRate = limit, Confidence = 0.95 };
        int needed = Assert.Single(gate.Decide(Runs.Passing(45, 50)).Figures).CasesNeeded!.Value;

        // The pass rate stays 0.9, to the next multiple of ten cases.
        int enough = (needed + 9) / 10 * 10;
        int tooFew = needed * 9 / 10 / 10 * 10;

        Assert.NotEqual(GateVerdict.Inconclusive, gate.Decide(Runs.Passing(enough * 9 / 10, enough)).Verdict);
        Assert.Equal(GateVerdict.Inconclusive, gate.Decide(Runs.Passing(tooFew * 9 / 10, tooFew)).Verdict);
    }

    [Theory]
    [InlineData(4, 4, 0.5, 5)]
    [InlineData(1, 1, 0.2, 2)]
    [InlineData(0, 1, 0.9, 2)]
    [InlineData(1, 1, 0.5, 5)]
    [InlineData(3, 3, 0.9, null)]
    [InlineData(0, 2, 0.1, null)]
    public void What_it_would_take_is_the_least_that_the_rule_itself_decides_by(int passed, int cases, double limit, int? expected)
    {
        Gate gate = new() { MinPassRate = limit, Confidence = 0.95 };
        int Passing(int count) => passed == 0 ? 0 : count;

        int needed = Assert.Single(gate.Decide(Runs.Passing(passed, cases)).Figures).CasesNeeded!.Value;

        Assert.Equal(expected ?? needed, needed);
        Assert.NotEqual(GateVerdict.Inconclusive, gate.Decide(Runs.Passing(Passing(needed), needed)).Verdict);
        Assert.Equal(GateVerdict.Inconclusive, gate.Decide(Runs.Passing(Passing(needed - 1), needed - 1)).Verdict);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.85)]
    public void With_as_many_samples_as_it_would_take_these_cases_are_told(double limit)
    {
        Gate gate = new() { MinPassRate = limit, Confidence = 0.95, Population = GatePopulation.TheseCases };
        GateFigure figure = Assert.Single(gate.Decide(Runs.Of((4, 5), (4, 5), (4, 5), (4, 5))).Figures);

        // The rate of each stays 0.8, to the next multiple of five samples.
        int enough = (figure.SamplesNeeded!.Value + 4) / 5 * 5;

        Assert.Equal((GateVerdict.Inconclusive, (int?)null), (figure.Verdict, figure.CasesNeeded));
        Assert.NotEqual(GateVerdict.Inconclusive, gate.Decide(Runs.Of([.. Enumerable.Repeat((enough * 4 / 5, enough), 4)])).Verdict);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(10)]
    public void Cases_that_do_not_differ_are_worth_their_samples(int samples)
    {
        // Each passes half of the time: what its samples tell is all that there is to tell.
        GateFigure figure = Assert.Single(new Gate { MinPassRate = 0.45, Confidence = 0.95 }.Decide(Runs.Of([.. Enumerable.Repeat((samples / 2, samples), 30)])).Figures);
        GateFigure once = Assert.Single(new Gate { MinPassRate = 0.45, Confidence = 0.95 }.Decide(Runs.Passing(15 * samples, 30 * samples)).Figures);

        Assert.Equal((once.Low!.Value, once.High!.Value, once.Verdict), (figure.Low!.Value, figure.High!.Value, figure.Verdict));
        Assert.True(figure.SamplesNeeded is null or > 12, figure.Text);
    }

    [Fact]
    public void Scores_that_are_all_alike_say_nothing_of_their_spread()
    {
        GateFigure figure = Assert.Single(new Gate { MinScore = 85, Confidence = 0.95 }.Decide(Runs.Of([.. Enumerable.Range(0, 90).Select(index => Runs.Case($"c{index / 3}", CaseOutcome.Passed, index % 3, score: 90.1))])).Figures);

        Assert.Equal(GateVerdict.Inconclusive, figure.Verdict);
    }

    [Fact]
    public void At_its_limit_no_number_of_samples_tells() =>
        Assert.EndsWith("it is so near its limit that no number of samples would tell", Assert.Single(new Gate { MinPassRate = 0.5, Confidence = 0.95 }.Decide(Runs.Passing(2, 4)).Figures).Text, StringComparison.Ordinal);

    [Fact]
    public void Samples_of_a_case_are_no_cases_of_their_own()
    {
        // Ten cases, seven of which always pass: a hundred samples say no more than ten.
        RunResult repeated = Runs.Of([.. Enumerable.Range(0, 10).Select(index => (index < 7 ? 10 : 0, 10))]);
        Gate gate = new() { MinPassRate = 0.5, Confidence = 0.95 };

        GateFigure once = Assert.Single(gate.Decide(Runs.Passing(7, 10)).Figures);
        GateFigure often = Assert.Single(gate.Decide(repeated).Figures);
        GateFigure these = Assert.Single((gate with { Population = GatePopulation.TheseCases }).Decide(repeated).Figures);

        Assert.Equal((once.Low, once.High, 100L, 10), (often.Low, often.High, often.Samples, often.Cases));
        Assert.Equal((GateVerdict.Inconclusive, GateVerdict.Passed), (often.Verdict, these.Verdict));
        Assert.EndsWith("and more samples of these would not do", often.Text, StringComparison.Ordinal);
        Assert.Contains("these cases: 10 cases, 100 samples", these.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Below_20_cases_more_samples_are_not_asked_for_and_from_20_on_they_are_where_they_do()
    {
        Gate gate = new() { MinPassRate = 0.76, Confidence = 0.95 };

        GateFigure few = Assert.Single(gate.Decide(Runs.Of([.. Enumerable.Repeat((4, 5), 19)])).Figures);
        GateFigure more = Assert.Single(gate.Decide(Runs.Of([.. Enumerable.Range(0, 30).Select(index => (index % 3 == 0 ? 5 : index % 3 == 1 ? 4 : 3, 5))])).Figures);

        Assert.Equal((GateVerdict.Inconclusive, (int?)null), (few.Verdict, few.SamplesNeeded));
        Assert.Equal(GateVerdict.Inconclusive, more.Verdict);
        Assert.InRange(more.SamplesNeeded!.Value, 6, 20);
    }

    [Fact]
    public void A_case_is_one_case_on_however_many_providers()
    {
        RunResult run = Runs.Of([.. Enumerable.Range(0, 20).SelectMany(index => new[] { "a", "b" }.Select(provider => Runs.Case($"c{index}", index < 15 ? CaseOutcome.Passed : CaseOutcome.Failed, provider: provider)))]);

        GateFigure figure = Assert.Single(new Gate { MinPassRate = 0.5, Confidence = 0.95 }.Decide(run).Figures);

        Assert.Equal((20, 40L), (figure.Cases, figure.Samples));
    }

    [Fact]
    public void A_score_has_an_interval_too_in_its_own_unit_and_errors_are_not_in_it()
    {
        CaseResult[] results = [.. Enumerable.Range(0, 40).Select(index => Runs.Case($"c{index}", CaseOutcome.Passed, score: 70 + (index % 5 * 5))), Runs.Case("e", CaseOutcome.Error)];

        GateResult result = new Gate { MinScore = 75, Confidence = 0.95, MaxErrors = 1 }.Decide(Runs.Of(results));

        GateFigure figure = Assert.Single(result.Figures);
        Assert.Equal((GateVerdict.Passed, 80d, 40L), (figure.Verdict, figure.Value, figure.Samples));
        Assert.InRange(figure.Low!.Value, 77, 78.5);
        Assert.InRange(figure.High!.Value, 81.5, 83);
    }

    [Fact]
    public void Errors_unchecked_cases_and_cost_close_the_gate_whatever_the_interval_says()
    {
        RunResult run = Runs.Of([.. Enumerable.Range(0, 100).Select(index => Runs.Case($"c{index}", CaseOutcome.Passed)), Runs.Case("e", CaseOutcome.Error)]);

        GateResult result = new Gate { MinPassRate = 0.5, Confidence = 0.95 }.Decide(run);

        Assert.Equal((GateVerdict.Failed, DiagnosticCodes.TooManyErrors), (result.Verdict, Assert.Single(result.Violations).Code));
    }

    [Fact]
    public void A_case_with_both_verdicts_on_one_input_is_flaky_and_one_that_differs_between_providers_is_not()
    {
        RunResult run = Runs.Of(
        [
            Runs.Case("a", CaseOutcome.Passed), Runs.Case("a", CaseOutcome.Failed, 1), Runs.Case("a", CaseOutcome.Passed, 2),
            Runs.Case("b", CaseOutcome.Passed, provider: "x"), Runs.Case("b", CaseOutcome.Failed, provider: "y"),
            Runs.Case("c", CaseOutcome.Passed), Runs.Case("c", CaseOutcome.Error, 1),
        ]);

        GateResult result = new Gate().Decide(run);

        Assert.Equal(new FlakyCase("p", "a", "model", 2, 3), Assert.Single(result.Flaky));
        Assert.Equal(1, result.FlakyCount);
    }

    [Fact]
    public void Results_that_stream_by_give_the_same_verdict_as_results_that_were_kept_in_any_order()
    {
        RunResult run = Runs.Of([.. Enumerable.Range(0, 25).Select(index => (index % 4, 3))]);
        Gate gate = new() { MinPassRate = 0.4, MinScore = 45, Confidence = 0.9 };
        GateEvidence streamed = new(gate);
        GateEvidence kept = new(gate, keepsCases: true);
        foreach (CaseResult result in run.Results)
        {
            streamed.Add(result);
        }

        foreach (CaseResult result in run.Results.OrderBy(result => result.Sample))
        {
            kept.Add(result);
        }

        GateFigure[] expected = [.. gate.Decide(run).Figures];
        Assert.Equal(2, expected.Length);
        Assert.Equal(expected, gate.Decide(run with { Results = [] }, streamed).Figures);
        Assert.Equal(expected.Select(figure => figure.Text), gate.Decide(run with { Results = [] }, kept).Figures.Select(figure => figure.Text));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(95)]
    [InlineData(double.NaN)]
    public void A_confidence_outside_a_half_to_1_is_refused(double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { Confidence = confidence });

    [Fact]
    public void A_run_without_its_results_has_no_interval_and_that_is_said() =>
        Assert.Throws<ArgumentException>(() => new Gate { MinPassRate = 0.5, Confidence = 0.95 }.Check(Runs.Passing(9, 10) with { Results = [] }));
}
