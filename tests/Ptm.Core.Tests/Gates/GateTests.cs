namespace Ptm.Core.Tests;

public sealed class GateTests
{
    [Fact]
    public void Without_limits_every_case_has_to_pass_and_each_failure_is_a_violation_at_its_line()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100), Case("b", CaseOutcome.Failed, 50, line: 12), Case("c", CaseOutcome.Failed, 0, line: 20));

        IReadOnlyList<GateViolation> violations = new Gate().Check(run);

        Assert.Equal([12, 20], violations.Select(violation => violation.Location!.Line));
        Assert.All(violations, violation => Assert.Equal(DiagnosticCodes.CaseFailed, violation.Code));
    }

    [Fact]
    public void An_open_gate_has_no_violation() => Assert.Empty(new Gate().Check(Run(Case("a", CaseOutcome.Passed, 100))));

    [Fact]
    public void A_run_without_cases_is_a_violation()
    {
        GateViolation violation = Assert.Single(new Gate { MinScore = 0 }.Check(Run()));

        Assert.Equal(DiagnosticCodes.NoCaseRan, violation.Code);
    }

    [Fact]
    public void A_minimum_score_takes_the_place_of_every_case_passes_and_points_at_the_case_that_weighs_most()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100), Case("b", CaseOutcome.Failed, 50, line: 12), Case("c", CaseOutcome.Failed, 20, line: 20));

        Assert.Empty(new Gate { MinScore = 56.6 }.Check(run));
        GateViolation violation = Assert.Single(new Gate { MinScore = 60 }.Check(run));

        Assert.Equal((DiagnosticCodes.ScoreTooLow, 60d, 20), (violation.Code, violation.Limit, violation.Location!.Line));
        Assert.Equal(56.67, violation.Figure!.Value, 2);
    }

    [Fact]
    public void A_score_at_its_limit_reaches_it_although_doubles_fall_a_hair_short()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 90), Case("b", CaseOutcome.Passed, 90), Case("c", CaseOutcome.Passed, 60));

        Assert.Empty(new Gate { MinScore = 80 }.Check(run));
    }

    [Theory]
    [InlineData(0.8, "80 was meant?")]
    [InlineData(1, "100 was meant?")]
    [InlineData(0, null)]
    [InlineData(1.5, null)]
    public void A_minimum_score_that_looks_like_a_share_is_a_warning(double limit, string? said)
    {
        IEnumerable<GateViolation> warnings = new Gate { MinScore = limit }.Decide(Run(Case("a", CaseOutcome.Passed, 100))).Warnings;

        Assert.Equal(said is null ? [] : [DiagnosticCodes.ShareForScore], warnings.Select(warning => warning.Code));
        Assert.All(warnings, warning => Assert.EndsWith(said!, warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_pass_rate_counts_errors_as_not_passed()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100), Case("b", CaseOutcome.Error, null), Case("c", CaseOutcome.Unchecked, null));

        Assert.Equal(0.5, run.Summary.PassRate);
        GateViolation violation = Assert.Single(new Gate { MinPassRate = 0.6, MaxErrors = 1, MaxUnchecked = 1 }.Check(run));
        Assert.Equal(DiagnosticCodes.PassRateTooLow, violation.Code);
    }

    [Fact]
    public void An_error_closes_the_gate_whatever_the_score()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100), Case("b", CaseOutcome.Error, null, line: 7));

        GateViolation violation = Assert.Single(new Gate { MinScore = 10, MinPassRate = 0.1 }.Check(run));

        Assert.Equal((DiagnosticCodes.TooManyErrors, 7), (violation.Code, violation.Location!.Line));
        Assert.Empty(new Gate { MinScore = 10, MaxErrors = 1 }.Check(run));
    }

    [Fact]
    public void An_unchecked_case_closes_the_gate_unless_it_is_allowed()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100), Case("b", CaseOutcome.Unchecked, null));

        Assert.Equal(DiagnosticCodes.TooManyUnchecked, Assert.Single(new Gate().Check(run)).Code);
        Assert.Empty(new Gate { MaxUnchecked = 1 }.Check(run));
    }

    [Theory]
    [InlineData(CaseOutcome.Error, null, null)]
    [InlineData(CaseOutcome.Unchecked, null, null)]
    [InlineData(CaseOutcome.Error, 0.5, null)]
    [InlineData(CaseOutcome.Error, 0.5, 0.95)]
    [InlineData(CaseOutcome.Error, null, 0.95)]
    [InlineData(CaseOutcome.Unchecked, 0d, 0.95)]
    public void A_run_in_which_nothing_was_decided_closes_the_gate_whatever_is_allowed(CaseOutcome outcome, double? minPassRate, double? confidence)
    {
        Gate gate = new() { MaxErrors = 9, MaxUnchecked = 9, MinPassRate = minPassRate, Confidence = confidence, OnInconclusive = GateInconclusive.Pass };

        GateResult result = gate.Decide(Run(Case("a", outcome, null, line: 7), Case("b", outcome, null)));

        Assert.Equal(GateVerdict.Failed, result.Verdict);
        Assert.Equal(7, Assert.Single(result.Violations, violation => violation.Code == DiagnosticCodes.NoCaseRan).Location!.Line);
    }

    [Fact]
    public void A_cost_limit_on_an_unknown_cost_is_a_violation_and_not_zero()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100, cost: 0.01m), Case("b", CaseOutcome.Passed, 100, cost: null));

        Assert.Null(run.Summary.CostUsd);
        Assert.Equal(DiagnosticCodes.CostUnknown, Assert.Single(new Gate { MaxCostUsd = 100 }.Check(run)).Code);
        Assert.Empty(new Gate().Check(run));
    }

    [Fact]
    public void A_cost_above_its_limit_is_a_violation_and_one_at_it_is_none()
    {
        RunResult run = Run(Case("a", CaseOutcome.Passed, 100, cost: 0.1m), Case("b", CaseOutcome.Passed, 100, cost: 0.2m, line: 9));

        Assert.Empty(new Gate { MaxCostUsd = 0.3m }.Check(run));
        GateViolation violation = Assert.Single(new Gate { MaxCostUsd = 0.29m }.Check(run));
        Assert.Equal((DiagnosticCodes.CostTooHigh, 9), (violation.Code, violation.Location!.Line));
    }

    [Fact]
    public void A_latency_above_its_limit_is_judged_by_the_95th_percentile()
    {
        RunResult run = Run([.. Enumerable.Range(1, 100).Select(i => Case($"{i}", CaseOutcome.Passed, 100, latencyMs: i))]);

        Assert.Equal(95, run.Summary.LatencyP95Ms);
        Assert.Empty(new Gate { MaxLatencyMs = 95 }.Check(run));
        Assert.Equal(DiagnosticCodes.LatencyTooHigh, Assert.Single(new Gate { MaxLatencyMs = 94 }.Check(run)).Code);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(90)]
    [InlineData(double.NaN)]
    public void A_pass_rate_outside_0_to_1_is_refused(double rate)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { MinPassRate = rate });

        Assert.Contains("MinPassRate takes 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_below_zero_or_above_100_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { MinScore = 100.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { MaxCostUsd = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { MaxLatencyMs = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { MaxErrors = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gate { MaxUnchecked = -1 });
    }

    static CaseResult Case(string id, CaseOutcome outcome, double? score, int line = 1, decimal? cost = 0, double latencyMs = 1) => new()
    {
        Id = id,
        PromptId = "p",
        Provider = "echo",
        Outcome = outcome,
        Score = score,
        Promptfoo = new(outcome == CaseOutcome.Passed, 1),
        Output = new() { Text = "", CostUsd = cost, Latency = TimeSpan.FromMilliseconds(latencyMs) },
        Location = new("/prompts/p.yaml", line, 5),
    };

    static RunResult Run(params CaseResult[] results)
    {
        RunTally tally = new();
        foreach (CaseResult result in results)
        {
            tally.Add(result);
        }

        return new() { RunKey = "r", State = RunState.Completed, Results = results, Summary = tally.ToSummary(TimeSpan.Zero) };
    }
}
