using Ptm.Engine.Grading;
using Ptm.Engine.Tests.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading;

public sealed class GraderTests
{
    const string Pass = """{"type":"contains","value":"a"}""";
    const string Fail = """{"type":"contains","value":"z"}""";
    const string Throws = """{"type":"javascript","value":"missing.x"}""";

    [Fact]
    public async Task A_case_without_assertions_is_unchecked_and_promptfoo_passes_it()
    {
        Grade grade = await GradingCase.GradeAsync("abc", "[]");

        Assert.Equal(CaseOutcome.Unchecked, grade.Outcome);
        Assert.Null(grade.Score);
        Assert.Equal(new PromptfooVerdict(Pass: true, 1), grade.Promptfoo);
    }

    [Theory]
    [InlineData("""[{"type":"contains","value":"a","weight":0}]""", null)]
    [InlineData("""[{"type":"contains","value":"z","weight":0}]""", 0.5)]
    [InlineData("""[{"type":"javascript","value":"missing.x","weight":0}]""", null)]
    [InlineData("""[{"type":"assert-set","assert":[{"type":"contains","value":"z","weight":0}]}]""", null)]
    public async Task A_case_in_which_nothing_has_weight_is_unchecked(string assertions, double? threshold)
    {
        Grade grade = await GradingCase.GradeAsync("abc", assertions, threshold: threshold);

        Assert.Equal(CaseOutcome.Unchecked, grade.Outcome);
        Assert.NotEmpty(grade.Assertions);
    }

    [Theory]
    [InlineData($"[{Pass},{Pass}]", null, CaseOutcome.Passed, 100.0)]
    [InlineData($"[{Pass},{Fail}]", null, CaseOutcome.Failed, 50.0)]
    [InlineData($"[{Pass},{Fail}]", 0.5, CaseOutcome.Passed, 50.0)]
    [InlineData($"[{Pass},{Fail}]", 0.6, CaseOutcome.Failed, 50.0)]
    [InlineData($"[{Fail}]", 0.0, CaseOutcome.Passed, 0.0)]
    [InlineData("""[{"type":"javascript","value":"0.9"},{"type":"javascript","value":"0.9"},{"type":"javascript","value":"0.6"}]""", 0.8, CaseOutcome.Passed, 80.0)]
    [InlineData("""[{"type":"contains","value":"a","weight":0.1},{"type":"contains","value":"a","weight":0.7},{"type":"contains","value":"z","weight":0.2}]""", 0.8, CaseOutcome.Passed, 80.0)]
    [InlineData("""[{"type":"contains","value":"a"},{"type":"contains","value":"z","weight":0}]""", null, CaseOutcome.Passed, 100.0)]
    public async Task The_weighted_mean_meets_the_threshold_as_a_person_reckons(string assertions, double? threshold, CaseOutcome outcome, double score)
    {
        Grade grade = await GradingCase.GradeAsync("abc", assertions, threshold: threshold);

        Assert.Equal(outcome, grade.Outcome);
        Assert.Equal(score, grade.Score!.Value, 9);
    }

    [Theory]
    [InlineData("javascript", "\"missing.x\"", DiagnosticCodes.ScriptFailed)]
    [InlineData("javascript", "\"undefined\"", DiagnosticCodes.ScriptFailed)]
    [InlineData("javascript", "\"(() => { while (true) {} })()\"", DiagnosticCodes.ScriptFailed)]
    [InlineData("javascript", "\"({pass: true, score: NaN, reason: 'r'})\"", DiagnosticCodes.ScriptFailed)]
    [InlineData("javascript", "\"0/0\"", DiagnosticCodes.ScriptFailed)]
    [InlineData("regex", "\"[\"", DiagnosticCodes.InvalidAssertion)]
    [InlineData("regex", "\"(?i)a\"", DiagnosticCodes.InvalidAssertion)]
    [InlineData("regex", "\"(a+a+)+b\"", DiagnosticCodes.ScriptFailed)]
    [InlineData("is-json", "{\"type\":\"nope\"}", DiagnosticCodes.InvalidAssertion)]
    [InlineData("contains", "null", DiagnosticCodes.InvalidAssertion)]
    [InlineData("search-rubric", "\"is polite\"", DiagnosticCodes.NotSupportedYet)]
    [InlineData("contians", "\"a\"", DiagnosticCodes.InvalidAssertion)]
    public async Task What_could_not_be_checked_is_an_error_and_not_turns_none_into_a_pass(string type, string value, string code)
    {
        string output = new string('a', 60) + "!";
        foreach (string name in new[] { type, "not-" + type })
        {
            Grade grade = await GradingCase.GradeAsync(output, $$"""[{"type":"{{name}}","value":{{value}}}]""", threshold: 0);

            Assert.Equal(CaseOutcome.Error, grade.Outcome);
            Assert.Null(grade.Score);
            Assert.False(grade.Promptfoo.Pass);
            Assert.Equal(code, grade.Error!.Code);
            Assert.Equal(new SourceLocation("prompt.yaml", 1, 5), grade.Error.Location);
        }
    }

    [Theory]
    [InlineData($"[{Pass},{Throws}]")]
    [InlineData($"[{{\"type\":\"assert-set\",\"threshold\":0.5,\"assert\":[{Pass},{Throws}]}}]")]
    [InlineData($"[{{\"type\":\"contains\",\"value\":\"a\",\"weight\":-1}},{Pass}]")]
    public async Task No_threshold_outweighs_an_error(string assertions)
    {
        Grade grade = await GradingCase.GradeAsync("abc", assertions, threshold: 0.5);

        Assert.Equal(CaseOutcome.Error, grade.Outcome);
    }

    [Fact]
    public async Task An_error_of_weight_0_is_recorded_and_decides_nothing()
    {
        Grade grade = await GradingCase.GradeAsync("abc", $$"""[{{Pass}},{"type":"javascript","value":"missing.x","weight":0}]""");

        Assert.Equal(CaseOutcome.Passed, grade.Outcome);
        Assert.Equal(CaseOutcome.Error, grade.Assertions[1].Outcome);
        Assert.Contains("missing is not defined", grade.Assertions[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_type_names_the_one_that_was_meant()
    {
        Grade grade = await GradingCase.GradeAsync("abc", """[{"type":"contians","value":"a"}]""");

        Assert.Contains("Did you mean 'contains'?", grade.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cost", 0.0)]
    [InlineData("latency", 5.0)]
    [InlineData("latency", 4.0)]
    [InlineData("word-count", null, "2")]
    [InlineData("word-count", null, "{\"min\":3}")]
    [InlineData("levenshtein", 1.0, "\"one twa\"")]
    [InlineData("levenshtein", 0.0, "\"one twa\"")]
    [InlineData("contains", null, "\"one\"")]
    [InlineData("equals", null, "\"one two\"")]
    public async Task At_a_limit_exactly_one_of_a_check_and_its_inverse_passes(string type, double? threshold, string value = "null")
    {
        string rest = $"\"value\":{value}{(threshold is null ? "" : FormattableString.Invariant($",\"threshold\":{threshold}"))}";

        Grade check = await GradingCase.GradeAsync("one two", $$"""[{"type":"{{type}}",{{rest}}}]""");
        Grade inverse = await GradingCase.GradeAsync("one two", $$"""[{"type":"not-{{type}}",{{rest}}}]""");

        Assert.Equal([CaseOutcome.Passed, CaseOutcome.Failed], new[] { check.Outcome, inverse.Outcome }.Order());
        Assert.Contains("expected not ", inverse.Assertions[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_cost_is_an_error_for_every_check_on_it()
    {
        GradingInput input = GradingCase.Input("abc", [GradingCase.Read("""{"type":"not-cost","threshold":1}""")]);
        input = input with { Output = input.Output with { CostUsd = null }, Prompt = input.Prompt with { CostThreshold = 1 } };

        Grade grade = await GradingCase.GradeAsync(input);

        Assert.Equal(CaseOutcome.Error, grade.Outcome);
        Assert.Equal([DiagnosticCodes.InputMissing, DiagnosticCodes.InputMissing], grade.Assertions.Select(assertion => assertion.ErrorCode));
        Assert.Contains("the cost is unknown", grade.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5.0, CaseOutcome.Passed, 100.0)]
    [InlineData(4.9, CaseOutcome.Failed, 100.0)]
    public async Task A_prompts_limit_decides_the_pass_and_moves_no_score(double limit, CaseOutcome outcome, double score)
    {
        GradingInput input = GradingCase.Input("abc", [GradingCase.Read(Pass)]);

        Grade grade = await GradingCase.GradeAsync(input with { Prompt = input.Prompt with { LatencyThresholdMs = limit, CostThreshold = 0 } });

        Assert.Equal(outcome, grade.Outcome);
        Assert.Equal(score, grade.Score);
        Assert.Equal(["contains", "cost_threshold", "latency_threshold_ms"], grade.Assertions.Select(assertion => assertion.Type));
        Assert.True(grade.Promptfoo.Pass);
    }

    [Fact]
    public async Task A_prompts_limit_alone_is_a_check()
    {
        GradingInput input = GradingCase.Input("abc", []);

        Grade grade = await GradingCase.GradeAsync(input with { Prompt = input.Prompt with { LatencyThresholdMs = 5 } });

        Assert.Equal(CaseOutcome.Passed, grade.Outcome);
        Assert.Equal(100, grade.Score);
    }

    [Fact]
    public async Task A_transform_runs_before_every_assertion_and_each_may_have_its_own()
    {
        GradingInput input = GradingCase.Input("abc", GradingCase.ReadAll(GradingCase.Parse(
            """[{"type":"equals","value":"ABC"},{"type":"equals","value":"ABC!","transform":"output + '!'"},{"type":"equals","value":{"n":3},"transform":"({n: output.length})"}]""")));

        Grade grade = await GradingCase.GradeAsync(input with { Case = input.Case with { Transform = "output.toUpperCase()" } });

        Assert.Equal(CaseOutcome.Passed, grade.Outcome);
    }

    [Theory]
    [InlineData("missing.x")]
    [InlineData("undefined")]
    [InlineData("output => 'x'")]
    public async Task A_transform_that_gives_nothing_is_an_error(string transform)
    {
        GradingInput input = GradingCase.Input("abc", [GradingCase.Read(Pass)]);

        Grade grade = await GradingCase.GradeAsync(input with { Case = input.Case with { Transform = transform } });

        Assert.Equal(CaseOutcome.Error, grade.Outcome);
        Assert.Equal(DiagnosticCodes.ScriptFailed, grade.Error!.Code);
    }

    [Theory]
    [InlineData(true, CaseOutcome.Failed)]
    [InlineData(false, CaseOutcome.Passed)]
    public async Task Texts_inside_an_object_are_templates_in_files_of_ours_and_not_in_promptfoos(bool promptfoo, CaseOutcome outcome)
    {
        Grade grade = await GradingCase.GradeAsync("""{"a":["b"]}""", """[{"type":"equals","value":{"a":["{{x}}"]}}]""", """{"x":"b"}""", promptfoo: promptfoo);

        Assert.Equal(outcome, grade.Outcome);
    }

    [Fact]
    public async Task A_value_that_does_not_render_is_an_error_with_its_place()
    {
        Grade grade = await GradingCase.GradeAsync("abc", """[{"type":"not-contains","value":"{{ x | nope }}"}]""");

        Assert.Equal(CaseOutcome.Error, grade.Outcome);
        Assert.Contains("could not be rendered", grade.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_cuts_a_long_output_and_no_surrogate_pair()
    {
        string output = new string('x', 199) + "😀 and so on";

        Grade grade = await GradingCase.GradeAsync(output, $"[{Fail}]");

        Assert.Equal($"expected to contain \"z\", found \"{new string('x', 199)}…\"", grade.Assertions[0].Reason);
    }

    [Fact]
    public async Task Deeply_nested_output_is_no_json_and_ends_nothing()
    {
        string output = new('[', 100_000);

        Grade grade = await GradingCase.GradeAsync(output, """[{"type":"not-is-json"},{"type":"not-contains-json"},{"type":"not-equals","value":[1]}]""");

        Assert.Equal(CaseOutcome.Passed, grade.Outcome);
    }

    [Fact]
    public async Task A_schema_pattern_that_backtracks_without_end_is_an_error()
    {
        Grade grade = await GradingCase.GradeAsync($"\"{new string('a', 40)}!\"", """[{"type":"is-json","value":{"type":"string","pattern":"(a+a+)+b"}}]""");

        Assert.Equal(DiagnosticCodes.ScriptFailed, grade.Error!.Code);
    }

    [Fact]
    public async Task Cancellation_is_the_only_thing_that_throws()
    {
        GradingInput input = GradingCase.Input("abc", [GradingCase.Read(Pass)]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Grader(new(), new(), Judges.Of(null)).GradeAsync(input, new CancellationToken(canceled: true)));
    }
}
