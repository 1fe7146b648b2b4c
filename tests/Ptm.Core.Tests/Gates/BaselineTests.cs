using System.Text.Json;
using CsCheck;

namespace Ptm.Core.Tests.Gates;

public sealed class BaselineTests
{
    [Fact]
    public void A_fall_that_is_no_noise_fails_with_the_case_that_weighs_most()
    {
        Gate gate = new() { Baseline = Baseline.Of(Runs.Passing(28, 30)) };

        GateResult result = gate.Decide(Runs.Passing(12, 30));

        Assert.Equal(GateVerdict.Failed, result.Verdict);
        Assert.All(result.Violations, violation => Assert.Equal((DiagnosticCodes.Regression, 7), (violation.Code, violation.Location!.Line)));
        GateFigure figure = result.Figures[0];
        Assert.Equal((GateFigure.PassRate, true, GatePopulation.TheseCases, 30), (figure.Metric, figure.IsDifference, figure.Population, figure.Cases));
        Assert.Equal(-16 / 30.0, figure.Value, 1e-12);
        Assert.Equal(Math.ScaleB(1, -15), figure.PValue!.Value, 1e-12);
        Assert.InRange(figure.Value, figure.Low!.Value, figure.High!.Value);
    }

    [Fact]
    public void Three_cases_that_all_turned_wrong_are_inconclusive_and_never_a_pass()
    {
        GateResult result = new Gate { Baseline = Baseline.Of(Runs.Passing(3, 3)), OnInconclusive = GateInconclusive.Warn }.Decide(Runs.Passing(0, 3));

        Assert.Equal((GateVerdict.Inconclusive, 0, 2), (result.Verdict, result.Violations.Count, result.Warnings.Count));
        Assert.All(result.Figures, figure => Assert.Equal((0.25, 0.25, 6), (figure.PValue!.Value, figure.SmallestPValue!.Value, figure.CasesNeeded!.Value)));
        Assert.All(result.Figures, figure => Assert.Null(figure.Low));
        Assert.Equal("pass rate -1 against the baseline: inconclusive, p = 0.25 and no less than 0.25 can be reached (these cases: 3 cases, 3 samples); it would take about 6 cases", result.Figures[0].Text);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(2, 1, 2, false)]
    [InlineData(3, 1, 3)]
    [InlineData(4, 1, 4)]
    [InlineData(4, 2, 4, false)]
    [InlineData(5, 0, 5)]
    [InlineData(5, 2, 5)]
    [InlineData(5, 3, 5, false)]
    [InlineData(2, 0, 5, false)]
    [InlineData(5, 5, 5, false)]
    [InlineData(7, 3, 7)]
    [InlineData(3, 0, 3, true, 0.1)]
    [InlineData(3, 1, 3, false, 0.1)]
    [InlineData(5, 1, 5, true, 0.1)]
    [InlineData(5, 0, 5, false, 0.9)]
    public void Where_more_than_half_is_gone_few_cases_close_the_gate_unless_it_was_said_what_inconclusive_does(int before, int now, int cases, bool closes = true, double effect = 0)
    {
        // A case of its own in the run keeps it from being a replay.
        Gate gate = new() { Baseline = Baseline.Of(Runs.Passing(before, cases)), MinEffect = effect };
        RunResult run = Runs.Of([.. Runs.Passing(now, cases).Results, Runs.Case("new", CaseOutcome.Passed)]);

        GateResult decided = gate.Decide(run);

        Assert.Equal((GateVerdict.Inconclusive, closes), (decided.Verdict, decided.Violations.Count > 0));
        Assert.All(decided.Violations, violation => Assert.Equal((DiagnosticCodes.Inconclusive, 7), (violation.Code, violation.Location!.Line)));
        Assert.Contains(closes ? "than half is gone, which closes the gate; OnInconclusive set to warn keeps it open" : "This does not close the gate; OnInconclusive set to fail does", Assert.Single(decided.Violations.Concat(decided.Warnings), finding => finding.Message.Contains("OnInconclusive", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
        Assert.Equal(cases < 6, (decided.Violations.Count > 0 ? decided.Violations[0] : decided.Warnings.First(warning => warning.Code == DiagnosticCodes.Inconclusive)).Message.Contains($"{cases} paired case{(cases == 1 ? "" : "s")} can never show a fall", StringComparison.Ordinal));
        Assert.Empty((gate with { OnInconclusive = GateInconclusive.Warn }).Decide(run).Violations);
        Assert.Empty((gate with { OnInconclusive = GateInconclusive.Pass }).Decide(run).Violations);
        Assert.NotEmpty((gate with { OnInconclusive = GateInconclusive.Fail }).Decide(run).Violations);
    }

    [Theory]
    [InlineData(10, 7, GateVerdict.Inconclusive)]
    [InlineData(10, 4, GateVerdict.Failed)]
    [InlineData(7, 10, GateVerdict.Passed)]
    [InlineData(10, 10, GateVerdict.Passed)]
    public void Without_a_MinEffect_no_fall_passes_a_fall_that_may_be_noise_is_inconclusive_and_one_that_is_none_fails(int before, int now, GateVerdict verdict) =>
        Assert.Equal(verdict, new Gate { Baseline = Baseline.Of(Runs.Passing(before, 10)) }.Decide(Runs.Passing(now, 10)).Verdict);

    [Theory]
    [InlineData(295, 0.05, GateVerdict.Passed)]
    [InlineData(285, 0.05, GateVerdict.Inconclusive)]
    [InlineData(200, 0.05, GateVerdict.Failed)]
    [InlineData(300, 0.002, GateVerdict.Inconclusive)]
    public void With_a_MinEffect_only_what_was_shown_to_fall_by_less_passes(int now, double effect, GateVerdict verdict)
    {
        GateResult result = new Gate { Baseline = Baseline.Of(Runs.Passing(300, 300)), MinEffect = effect }.Decide(Runs.Passing(now, 300));

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal([-effect, -100 * effect], result.Figures.Select(figure => figure.Limit));
    }

    [Fact]
    public void A_replay_of_the_same_answers_passes_whatever_the_number_of_cases()
    {
        RunResult run = Runs.Of([Runs.Case("a", CaseOutcome.Passed, answer: "yes"), Runs.Case("b", CaseOutcome.Failed, answer: "no")]);
        RunResult other = Runs.Of([Runs.Case("a", CaseOutcome.Passed, answer: "yes"), Runs.Case("b", CaseOutcome.Failed, answer: "never")]);
        Gate gate = new() { Baseline = Baseline.Of(run), MinEffect = 0.05 };

        Assert.Equal((GateVerdict.Passed, true), (gate.Decide(run).Verdict, gate.Decide(run).Baseline!.IsIdentical));
        Assert.Equal((GateVerdict.Inconclusive, false), (gate.Decide(other).Verdict, gate.Decide(other).Baseline!.IsIdentical));
    }

    [Fact]
    public void A_replay_of_a_part_of_the_baseline_is_no_replay_of_it()
    {
        static RunResult Run(int cases) => Runs.Of([.. Enumerable.Range(0, cases).Select(index => Runs.Case($"c{index}", CaseOutcome.Passed, answer: "yes"))]);
        Gate gate = new() { Baseline = Baseline.Of(Run(60)), MinEffect = 0.01, OnInconclusive = GateInconclusive.Fail };

        GateResult part = gate.Decide(Run(5));

        Assert.Equal((GateVerdict.Passed, true), (gate.Decide(Run(60)).Verdict, gate.Decide(Run(60)).Baseline!.IsIdentical));
        Assert.Equal((GateVerdict.Inconclusive, false, 55), (part.Verdict, part.Baseline!.IsIdentical, part.Baseline.MissingCount));
        Assert.All(part.Violations, violation => Assert.Equal(DiagnosticCodes.Inconclusive, violation.Code));
        Assert.StartsWith("55 cases of the baseline did not run: p \"c10\" [model], ", Assert.Single(part.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tone", "manner", "manner", "tone", 40)]
    [InlineData("tone", null, null, "tone", 40)]
    [InlineData(null, "tone", "tone", null, 40)]
    [InlineData("tone", "tone", null, null, 40)]
    [InlineData("tone", "tone", null, "tone", 39)]
    public void A_metric_that_one_side_lacks_is_named_and_one_that_is_gone_is_no_pass(string? before, string? now, string? added, string? missing, int named)
    {
        static RunResult Run(string? metric, int named) => Runs.Of(
        [
            .. Enumerable.Range(0, 40).Select(index => Runs.Case($"c{index}", CaseOutcome.Passed, answer: "yes") with
            {
                Assertions = [new() { Type = "javascript", Outcome = CaseOutcome.Passed, Score = 0.9, Metric = index < named ? metric : null }],
            }),
        ]);

        GateResult result = new Gate { Baseline = Baseline.Of(Run(before, 40)) }.Decide(Run(now, named));

        Assert.Equal(missing is null ? GateVerdict.Passed : GateVerdict.Inconclusive, result.Verdict);
        Assert.Equal(missing is null, result.Baseline!.IsIdentical);
        Assert.Equal([added, missing], [result.Baseline.AddedMetrics.SingleOrDefault(), result.Baseline.MissingMetrics.SingleOrDefault()]);
        Assert.Equal(
            new[] { added, missing }.OfType<string>(),
            result.Warnings.Where(warning => warning.Code == DiagnosticCodes.BaselineDiffers).Select(warning => warning.Message.Split(": ")[1].TrimEnd('.')));
        Assert.Equal(missing is null ? 0 : 1, result.Warnings.Count(warning => warning.Code == DiagnosticCodes.Inconclusive && warning.Message.StartsWith("Metric tone", StringComparison.Ordinal) && warning.Message.Contains("inconclusive", StringComparison.Ordinal) && warning.Message.Contains(", not compared", StringComparison.Ordinal)));
        Assert.DoesNotContain(result.Figures, figure => figure.Metric == missing && figure.Verdict == GateVerdict.Passed);
    }

    [Fact]
    public void Whatever_may_change_a_verdict_is_content_of_a_case_and_what_names_it_is_none()
    {
        Assertion check = new() { Type = "contains" };
        TestCase test = new() { Id = "c", Assertions = [check], Location = new("/here/p.yaml", 1, 1) };
        TestCase With(Assertion changed) => test with { Assertions = [changed] };
        JsonElement json = JsonElement.Parse("{\"a\":1}");
        JudgeNames judges = new() { Text = "gpt" };
        TestCase[] changed =
        [
            test with { Vars = json }, test with { Threshold = 0.5 }, test with { Transform = "output.x" }, test with { Prefix = "a" }, test with { Suffix = "a" }, test with { Metadata = json },
            test with { Setup = new() { TransformVars = "v" } }, test with { Setup = new() { Judges = judges } }, test with { Setup = new() { RubricPrompt = json } }, test with { Setup = new() { Options = json } },
            test with { Setup = new() { ScoringFunction = "f" } }, test with { Setup = new() { Provider = "echo" } }, test with { Setup = new() { ProviderOutput = json } },
            With(check with { Type = "equals" }), With(check with { Value = json }), With(check with { Value = JsonElement.Parse("null") }), With(check with { Threshold = 0.5 }), With(check with { Weight = 2 }),
            With(check with { Metric = "tone" }), With(check with { Transform = "output.x" }), With(check with { Config = json }), With(check with { Provider = judges }), With(check with { RubricPrompt = json }),
            With(check with { ContextTransform = "output.x" }), With(check with { JudgeSamples = 3 }), With(check with { Assertions = [check] }), test with { Assertions = [] },
        ];

        string[] digests = [DigestOf(test), .. changed.Select(one => DigestOf(one)), DigestOf(test, new() { Id = "p", AdditionalMetrics = [new() { Name = "m", Criteria = "good" }] })];

        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Equal(digests[0], DigestOf(test with { Id = "other", Description = "d", Index = 4, Tags = ["t"], Location = new("/there/q.yaml", 9, 9), Assertions = [check with { Location = new("/there/q.yaml", 10, 9) }] }));
    }

    [Fact]
    public void A_file_of_code_is_the_same_content_wherever_the_library_lies()
    {
        static TestCase In(string folder) => new() { Id = "c", Transform = $"file://{folder}/shared/t.js", Location = new($"{folder}/prompts/p.yaml", 1, 1) };

        Assert.Equal(DigestOf(In("/home/a/work")), DigestOf(In("/build/7")));
        Assert.NotEqual(DigestOf(In("/build/7")), DigestOf(In("/build/7") with { Transform = "file:///build/7/shared/u.js" }));
    }

    static string DigestOf(TestCase test, PromptDefinition? prompt = null) =>
        new CaseContents(new([new(prompt ?? new() { Id = "p" }, test, "model")])).Of("p", test.Id)!;

    [Fact]
    public void A_baseline_takes_the_place_of_every_case_passes() =>
        Assert.Empty(new Gate { Baseline = Baseline.Of(Runs.Passing(20, 30)) }.Check(Runs.Passing(20, 30)));

    [Fact]
    public void Cases_that_one_side_lacks_and_those_that_changed_are_said()
    {
        Baseline baseline = new([Before("a"), Before("b") with { Content = "00000000" }, Before("gone")]);
        EvalPlan plan = new([.. new[] { "a", "b", "new" }.Select(id => new PlannedCase(new() { Id = "p" }, new() { Id = id }, "model"))]);
        Gate gate = new() { Baseline = baseline };
        GateEvidence evidence = new(gate, plan);
        RunResult run = Runs.Of([.. plan.Cases.Select(planned => Runs.Case(planned.Case.Id, CaseOutcome.Passed))]);
        foreach (CaseResult result in run.Results)
        {
            evidence.Add(result);
        }

        GateResult decided = gate.Decide(run, evidence);

        Assert.Equal(
            [
                "1 case of the baseline did not run: p \"gone\" [model].",
                "1 case the baseline does not have, so nothing is compared: p \"new\" [model].",
                "1 case has other variables or checks than in the baseline under the same id: p \"b\" [model].",
            ],
            decided.Warnings.Where(warning => warning.Code == DiagnosticCodes.BaselineDiffers).Select(warning => warning.Message));
        Assert.Equal((2, 1, 1, 1), (decided.Baseline!.Paired, decided.Baseline.MissingCount, decided.Baseline.AddedCount, decided.Baseline.ChangedCount));
    }

    [Theory]
    [InlineData(false, GateVerdict.Inconclusive, "15 cases of the baseline did not run: ")]
    [InlineData(true, GateVerdict.Passed, "15 cases of the baseline that a filter left out: ")]
    public void Cases_that_are_gone_are_no_pass_and_those_that_a_filter_left_out_are_said(bool isInLibrary, GateVerdict verdict, string said)
    {
        PlannedCase[] planned = [.. Enumerable.Range(0, 30).Select(index => new PlannedCase(new() { Id = "p" }, new() { Id = $"c{index}" }, "model"))];
        Gate gate = new() { Baseline = Baseline.Of(Runs.Passing(30, 30)), OnInconclusive = GateInconclusive.Fail };
        RunResult run = Runs.Passing(15, 15);

        GateResult result = Decide(gate, run, new(gate, new([.. planned.Take(15)]), library: new(isInLibrary ? planned : [.. planned.Take(15)])));

        Assert.Equal(verdict, result.Verdict);
        Assert.StartsWith(said, Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal(isInLibrary ? (0, 15) : (15, 0), (result.Baseline!.MissingCount, result.Baseline.LeftOutCount));
        Assert.False(result.Baseline.IsIdentical);
        Assert.Equal(isInLibrary ? [] : ["15 cases of the baseline: inconclusive, not compared. Renamed, removed, or without a check on purpose? Then make a new baseline."], result.Violations.Select(violation => violation.Message));
    }

    [Fact]
    public void Cases_with_other_checks_or_without_any_are_no_pass()
    {
        Gate changed = new() { Baseline = new([.. Enumerable.Range(0, 30).Select(index => Before($"c{index}") with { Content = "00000000" })]) };
        Gate bare = new() { Baseline = Baseline.Of(Runs.Passing(30, 30)), MaxUnchecked = 15 };
        RunResult half = Runs.Of([.. Enumerable.Range(0, 30).Select(index => Runs.Case($"c{index}", index < 15 ? CaseOutcome.Passed : CaseOutcome.Unchecked))]);

        GateResult other = Decide(changed, Runs.Passing(30, 30), new(changed, new([.. Enumerable.Range(0, 30).Select(index => new PlannedCase(new() { Id = "p" }, new() { Id = $"c{index}" }, "model"))])));
        GateResult none = bare.Decide(half);

        Assert.Equal((GateVerdict.Inconclusive, 30), (other.Verdict, other.Baseline!.ChangedCount));
        Assert.Contains(other.Warnings, warning => warning.Code == DiagnosticCodes.Inconclusive && warning.Message.StartsWith("30 cases with other variables or checks than in the baseline: inconclusive", StringComparison.Ordinal));
        Assert.Equal((GateVerdict.Inconclusive, 15, 0), (none.Verdict, none.Baseline!.UncheckedCount, none.Baseline.MissingCount));
        Assert.Contains(none.Warnings, warning => warning.Message.StartsWith("15 cases of the baseline had nothing checked: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_score_that_errors_took_away_is_no_pass_and_says_how_many_samples_it_has()
    {
        Gate gate = new() { Baseline = Baseline.Of(Runs.Of([.. Enumerable.Range(0, 20).Select(index => Runs.Case($"c{index}", index < 10 ? CaseOutcome.Passed : CaseOutcome.Failed, score: index < 10 ? 100 : 50))])), MaxErrors = 20 };
        RunResult Now(Func<int, CaseOutcome> outcome) => Runs.Of([.. Enumerable.Range(0, 20).Select(index => Runs.Case($"c{index}", outcome(index)))]);

        GateResult some = gate.Decide(Now(index => index < 10 ? CaseOutcome.Passed : CaseOutcome.Error));
        GateResult scoreless = new Gate { Baseline = new([Before("c0") with { Score = null }]) }.Decide(Runs.Passing(1, 1));

        Assert.Equal(GateVerdict.Inconclusive, some.Verdict);
        Assert.Equal("score 0 against the baseline: inconclusive, p = 1, not compared in all cases (these cases: 10 cases, 10 samples)", some.Figures[1].Text);
        Assert.Contains(some.Warnings, warning => warning.Message == "10 cases have no score, or not of all samples, since some were errors.");
        Assert.Contains(scoreless.Warnings, warning => warning.Message == "1 case has a score and none in the baseline, so it is not compared.");
    }

    [Fact]
    public void A_score_of_which_errors_took_every_sample_is_no_pass_either()
    {
        RunResult before = Runs.Of([.. Enumerable.Range(0, 6).Select(index => Runs.Case($"c{index}", CaseOutcome.Failed, score: 50)), Runs.Case("new", CaseOutcome.Passed)]);
        RunResult now = Runs.Of([.. Enumerable.Range(0, 6).Select(index => Runs.Case($"c{index}", CaseOutcome.Error)), Runs.Case("newer", CaseOutcome.Passed)]);

        GateResult result = new Gate { Baseline = Baseline.Of(before), MaxErrors = 6 }.Decide(now);

        Assert.Equal(GateVerdict.Inconclusive, result.Verdict);
        Assert.Contains(result.Warnings, warning => warning.Message == "Score: inconclusive, not compared, since no case has one.");
    }

    [Fact]
    public void A_rate_that_fell_by_errors_names_one_of_them_and_not_a_case_that_passed()
    {
        Gate gate = new() { Baseline = Baseline.Of(Runs.Passing(20, 20)), MaxErrors = 20 };

        GateResult result = gate.Decide(Runs.Of([.. Enumerable.Range(0, 20).Select(index => Runs.Case($"c{index}", index < 5 ? CaseOutcome.Passed : CaseOutcome.Error))]));

        Assert.Contains("; what weighs most is p \"c5\", an error: PTM4001 no", Assert.Single(result.Violations, violation => violation.Code == DiagnosticCodes.Regression).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_a_MinEffect_a_p_value_says_what_it_is_against()
    {
        GateFigure figure = new Gate { Baseline = Baseline.Of(Runs.Passing(30, 30)), MinEffect = 0.05 }.Decide(Runs.Passing(30, 30)).Figures[0];

        Assert.Equal(GateVerdict.Inconclusive, figure.Verdict);
        Assert.Contains(" against a fall of just 0.05", figure.Text, StringComparison.Ordinal);
    }

    static GateResult Decide(Gate gate, RunResult run, GateEvidence evidence)
    {
        foreach (CaseResult result in run.Results)
        {
            evidence.Add(result);
        }

        return gate.Decide(run, evidence);
    }

    [Fact]
    public void A_baseline_of_other_cases_closes_the_gate_whatever_is_done_when_nothing_can_be_told()
    {
        GateResult result = new Gate { Baseline = new([Before("elsewhere")]), OnInconclusive = GateInconclusive.Pass }.Decide(Runs.Passing(3, 3));

        Assert.Equal(DiagnosticCodes.Inconclusive, Assert.Single(result.Violations).Code);
    }

    [Fact]
    public void Named_metrics_are_compared_too_and_all_are_corrected_for_their_number()
    {
        static RunResult Run(double tone) => Runs.Of(
        [
            .. Enumerable.Range(0, 7).Select(index => Runs.Case($"c{index}", CaseOutcome.Passed, score: 90 + index) with
            {
                Assertions = [new() { Type = "javascript", Outcome = CaseOutcome.Passed, Score = tone, Metric = "tone" }],
                Metrics = [new() { Name = "score", Outcome = CaseOutcome.Passed, Score = 0.8, Threshold = 0.5 }],
            }),
        ]);

        GateResult result = new Gate { Baseline = Baseline.Of(Run(0.9)) }.Decide(Run(0.3));

        // Pass rate, score and the metric called "score" do not differ at all and are one hypothesis; the tone is the other.
        Assert.Equal(["pass rate", "score", "score", "tone"], result.Figures.Select(figure => figure.Metric));
        Assert.Equal([false, false, true, true], result.Figures.Select(figure => figure.IsNamed));
        Assert.Equal(2 * Math.ScaleB(1, -6), result.Figures[3].PValue!.Value, 1e-12);
        Assert.Equal((GateVerdict.Failed, -0.6), (result.Figures[3].Verdict, Math.Round(result.Figures[3].Value, 9)));
    }

    [Fact]
    public void The_file_is_the_same_whatever_the_order_of_the_run_and_is_read_as_it_was_written()
    {
        using TempFolder folder = new();
        RunResult run = Runs.Of((1, 3), (2, 3), (0, 3));
        string one = folder.Combine("one.json");
        string other = folder.Combine("deep/other.json");

        Baseline.Of(run).Write(one);
        Baseline.Of(run with { Results = [.. run.Results.OrderByDescending(result => result.Id, StringComparer.Ordinal).ThenBy(result => result.Sample)] }).Write(other);

        Assert.Equal(File.ReadAllText(one), File.ReadAllText(other));
        Assert.Equal(["c0 3 1", "c1 3 2", "c2 3 0"], Baseline.Read(one).Cases.Select(read => $"{read.CaseId} {read.Samples} {read.Passed}"));
        Assert.Equal(100 / 3.0, Baseline.Read(one).Cases[0].Score);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(null, DiagnosticCodes.FileNotFound, "cannot be read")]
    [InlineData("{", DiagnosticCodes.InvalidSyntax, "is no JSON")]
    [InlineData("{\"schema\":\"ptm.run/1\"}", DiagnosticCodes.InvalidValue, "its schema is 'ptm.run/1'")]
    [InlineData("[]", DiagnosticCodes.InvalidValue, "names no schema")]
    [InlineData("{\"schema\":\"ptm.baseline/1\"}", DiagnosticCodes.InvalidValue, "a list 'cases'")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":1,\"passed\":2}]}", DiagnosticCodes.InvalidValue, "'passed' from 0 to 1")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[],\"cases\":[]}", DiagnosticCodes.Duplicate, "has 'cases' twice")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":2.5,\"passed\":1}]}", DiagnosticCodes.InvalidValue, "cases[0] of the baseline needs a whole number 'samples'")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":2,\"passed\":1,\"passed\":2}]}", DiagnosticCodes.Duplicate, "cases[0] of the baseline has 'passed' twice")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":2,\"passed\":1,\"metrics\":[1]}]}", DiagnosticCodes.InvalidValue, "cases[0].metrics of the baseline is an object")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":2,\"passed\":1,\"metrics\":{\"t\":1,\"t\":0}}]}", DiagnosticCodes.Duplicate, "cases[0].metrics of the baseline has 't' twice")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":2,\"passed\":1,\"content\":5}]}", DiagnosticCodes.InvalidValue, "cases[0] of the baseline needs a text 'content'")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[],\"more\":1}", DiagnosticCodes.UnknownKey, "has no 'more'; it knows schema, cases")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":2,\"passed\":1,\"scor\":5}]}", DiagnosticCodes.UnknownKey, "cases[0] of the baseline has no 'scor'")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[7]}", DiagnosticCodes.InvalidValue, "cases[0]")]
    [InlineData("{\"schema\":\"ptm.baseline/1\",\"cases\":[{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":1,\"passed\":1},{\"prompt\":\"p\",\"case\":\"c\",\"provider\":\"m\",\"samples\":1,\"passed\":1}]}", DiagnosticCodes.Duplicate, "twice")]
    public void A_file_that_is_no_baseline_is_refused_with_its_place(string? content, string code, string message)
    {
        using TempFolder folder = new();
        string path = content is null ? folder.Combine("none.json") : folder.Write("b.json", content);

        PtmException error = Assert.Throws<PtmException>(() => Baseline.Read(path));

        Assert.Equal((code, path), (error.Diagnostics[0].Code, error.Diagnostics[0].Location!.File));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    static readonly Gen<double> s_effects = Gen.Int[0, 2].Select(index => new[] { 0, 0.02, 0.2 }[index]);
    static readonly Gen<(int Before, int Now)[]> s_cases = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[1, 19];

    [Fact]
    public void A_gate_never_passes_where_the_smallest_p_value_is_above_alpha_and_never_fails_without_a_p_value_at_or_below_it() =>
        Gen.Select(s_cases, s_effects).Sample(
            (cases, effect) =>
            {
                GateFigure figure = Compare(cases, effect);
                Assert.True(figure.Verdict != GateVerdict.Passed || figure.SmallestPValue <= 0.05);
                Assert.True(figure.Verdict != GateVerdict.Failed || figure is { PValue: <= 0.05, Value: < 0 });
            },
            iter: 120);

    [Fact]
    public void A_case_that_does_better_never_makes_a_passed_gate_fail_and_the_order_of_the_cases_changes_nothing() =>
        Gen.Select(s_cases, s_effects, Gen.Int[0, 18]).Sample(
            (cases, effect, index) =>
            {
                GateFigure figure = Compare(cases, effect);
                (int Before, int Now)[] better = [.. cases];
                better[index % cases.Length].Now = 4;

                Assert.False(figure.Verdict == GateVerdict.Passed && Compare(better, effect).Verdict == GateVerdict.Failed);
                Assert.Equal(figure.Text, Compare([.. cases.Reverse()], effect).Text);
            },
            iter: 60);

    static GateFigure Compare((int Before, int Now)[] cases, double effect)
    {
        RunResult before = Runs.Of([.. cases.Select(one => (one.Before, 4))]);
        RunResult now = Runs.Of([.. cases.Select(one => (one.Now, 4))]);
        return new Gate { Baseline = Baseline.Of(before), MinEffect = effect }.Decide(now).Figures[0];
    }

    static BaselineCase Before(string id) => new() { PromptId = "p", CaseId = id, Provider = "model", Samples = 1, Passed = 1, Score = 100 };
}
