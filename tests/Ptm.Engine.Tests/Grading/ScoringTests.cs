using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Tests.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading;

/// <summary>What assertions, limits, metrics and KPIs make together.</summary>
public sealed class ScoringTests
{
    const string Pass = """{"type":"contains","value":"a"}""";
    const string Fail = """{"type":"contains","value":"z"}""";

    [Theory]
    // assertions 1, metric 1, KPI its weight
    [InlineData($"[{Pass}]", 0.5, "0", 2.0, null, CaseOutcome.Passed, 37.5)]
    [InlineData($"[{Pass},{Fail}]", 0.9, "1", 1.0, null, CaseOutcome.Failed, 80.0)]
    [InlineData("[]", 0.8, "0.4", 0.5, null, CaseOutcome.Passed, 200 / 3.0)]
    [InlineData("[]", null, "0.4", 3.0, 0.4, CaseOutcome.Passed, 40.0)]
    [InlineData("[]", null, "0.4", 3.0, 0.5, CaseOutcome.Failed, 40.0)]
    [InlineData("[]", null, "0.4", 0.0, 0.4, CaseOutcome.Passed, 100.0)]
    [InlineData("[]", null, "0.4", 0.0, 0.5, CaseOutcome.Failed, 0.0)]
    [InlineData($"[{Pass}]", null, "0", 0.0, null, CaseOutcome.Passed, 100.0)]
    [InlineData($"[{Pass}]", 0.4, "1", 0.0, null, CaseOutcome.Failed, 70.0)]
    [InlineData("[]", null, "1", 1.0, null, CaseOutcome.Unchecked, null)]
    public async Task The_score_is_the_weighted_mean_and_each_part_that_can_fail_decides(string assertions, double? judged, string expression, double weight, double? threshold, CaseOutcome outcome, double? score)
    {
        Grade grade = await GradeAsync(assertions, judged, new KpiDefinition { Name = "kpi", Expression = expression, Weight = weight, Threshold = threshold });

        Assert.Equal(outcome, grade.Outcome);
        Assert.Equal(score is null, grade.Score is null);
        Assert.Equal(score ?? 0, grade.Score ?? 0, 9);
    }

    [Fact]
    public async Task A_KPI_sees_score_and_pass_as_they_are_without_KPIs()
    {
        Grade grade = await GradeAsync($"[{Pass},{Fail}]", 0.9, Kpi("score", "score / 100"), Kpi("passed", "passed"), Kpi("metric", "relevance"), Kpi("output", "len(output) == output_length == 3"));

        Assert.Equal([0.7, 0, 0.9, 1], grade.Kpis.Select(kpi => Math.Round(kpi.Score!.Value, 9)));
    }

    [Fact]
    public async Task An_assertions_metric_is_read_by_its_name_as_the_weighted_mean_of_all_that_carry_it()
    {
        const string Named = """[{"type":"javascript","value":"0.2","weight":3},{"type":"assert-set","weight":0,"assert":[{"type":"javascript","value":"1","weight":1}]}]""";
        GradingInput input = GradingCase.Input("abc", [.. GradingCase.ReadAll(GradingCase.Parse(Named)).Select(assertion => Name(assertion, "density"))]);

        Grade grade = await GradingCase.GradeAsync(input with { Prompt = input.Prompt with { AdditionalKpis = [Kpi("k", "density")] } });

        Assert.Equal(0.4, grade.Kpis[0].Score!.Value, 9);
    }

    [Theory]
    [InlineData("1 / 0", 1.0, null, CaseOutcome.Error)]
    [InlineData("1 / 0", 0.0, 0.0, CaseOutcome.Error)]
    [InlineData("1 / 0", 0.0, null, CaseOutcome.Passed)]
    [InlineData("1 /", 0.0, null, CaseOutcome.Error)]
    public async Task A_KPI_that_has_no_value_makes_the_case_an_error_unless_it_decides_nothing(string expression, double weight, double? threshold, CaseOutcome outcome)
    {
        Grade grade = await GradeAsync($"[{Pass}]", null, new KpiDefinition { Name = "broken", Expression = expression, Weight = weight, Threshold = threshold });

        Assert.Equal(outcome, grade.Outcome);
        Assert.Equal(CaseOutcome.Error, grade.Kpis[0].Outcome);
        if (outcome == CaseOutcome.Error)
        {
            Assert.Null(grade.Score);
            Assert.Contains("KPI \"broken\": ", grade.Error!.Message, StringComparison.Ordinal);
            Assert.Contains($"in \"{expression}\"", grade.Error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_error_of_the_judge_is_an_error_of_the_case_and_of_each_KPI_that_reads_it()
    {
        GradingInput input = WithMetric(GradingCase.Input("abc", [GradingCase.Read(Pass)]));
        input = input with { Prompt = input.Prompt with { AdditionalKpis = [Kpi("reads", "1 if relevance < 0.5 else 0"), Kpi("looks", "'relevance' in metrics"), Kpi("free", "1")] } };

        Grade grade = await GradingCase.GradeAsync(input, new ScriptedJudge(_ => "no idea"));

        Assert.Equal((CaseOutcome.Error, null, DiagnosticCodes.JudgeFailed), (grade.Outcome, grade.Score, grade.Error!.Code));
        Assert.Equal([CaseOutcome.Error, CaseOutcome.Unchecked, CaseOutcome.Unchecked], grade.Kpis.Select(kpi => kpi.Outcome));
        Assert.Equal(0, grade.Kpis[1].Score);
    }

    [Fact]
    public async Task What_promptfoo_says_is_about_assertions_alone()
    {
        Assert.Equal(new PromptfooVerdict(Pass: true, 1), (await GradeAsync($"[{Pass}]", 0.1, Kpi("k", "0"))).Promptfoo);
        Assert.Equal(new PromptfooVerdict(Pass: true, 1), (await GradeAsync("[]", 0.1, Kpi("k", "1 / 0"))).Promptfoo);
        Assert.Equal(new PromptfooVerdict(Pass: false, 0), (await GradeAsync($"[{Fail}]", 1, Kpi("k", "1"))).Promptfoo);
    }

    [Fact]
    public async Task The_cases_cost_is_the_providers_alone()
    {
        GradingInput input = WithMetric(GradingCase.Input("abc", [GradingCase.Read("""{"type":"cost","threshold":0.001}""")]));
        input = input with { Prompt = input.Prompt with { CostThreshold = 0.001m, AdditionalKpis = [Kpi("cheap", "cost == 0.001")] }, Output = input.Output with { CostUsd = 0.001m } };

        Grade grade = await GradingCase.GradeAsync(input, new ScriptedJudge(_ => """{"score": 10, "reason": "r"}""") { CostUsd = 5 });

        Assert.Equal((CaseOutcome.Passed, 100d), (grade.Outcome, grade.Score));
        Assert.Equal(5, grade.Metrics[0].CostUsd);
    }

    [Fact]
    public async Task Judge_and_KPIs_see_the_output_as_the_assertions_do()
    {
        ScriptedJudge judge = new(_ => """{"score": 1, "reason": "r"}""");
        GradingInput input = WithMetric(GradingCase.Input("abc", []));
        input = input with { Case = input.Case with { Transform = "output.toUpperCase()" }, Prompt = input.Prompt with { AdditionalKpis = [Kpi("k", "output == 'ABC'")] } };

        Grade grade = await GradingCase.GradeAsync(input, judge);

        Assert.Equal(1, grade.Kpis[0].Score);
        Assert.Contains("Output: \"ABC\"", Assert.Single(judge.Judged).Prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_rules_hold_for_a_prompt_without_a_file()
    {
        PromptDefinition prompt = new()
        {
            Id = "p",
            Text = "x",
            Tests = [new() { Id = "c", Assertions = [new() { Type = "contains", Value = JsonElement.Parse("\"a\""), Metric = "density" }] }],
            AdditionalMetrics = [new() { Name = "density", Criteria = "c" }, new() { Name = "tone", Criteria = "c", Threshold = double.NaN }, new() { Name = " ", Criteria = "c" }, new() { Name = "cost", Criteria = "c" }],
            AdditionalKpis = [Kpi("a", "density +"), Kpi("a", "density"), Kpi("max", "1"), Kpi("b", "densty"), Kpi("c", "1") with { Weight = double.NaN }],
        };

        string[] found = [.. ScoringValidator.Validate(prompt).Select(finding => $"{finding.Code} {finding.Message}")];

        Assert.Equal(
            [
                "PTM3006 The name \"density\" is the 'metric' of an assertion too; a KPI could not tell the two apart.",
                "PTM3004 The metric \"tone\" has the threshold NaN; a threshold is from 0 to 1.",
                "PTM3004 A metric needs a 'name', by which reports and KPIs call it.",
                "PTM3004 A metric cannot be called 'cost', which is a name of KPI expressions.",
                "PTM3011 The KPI \"a\": Expected a value, and this is the end. (line 1, column 10)",
                "PTM3006 The KPI \"a\" is here a second time.",
                "PTM3004 A KPI cannot be called 'max', which is a name of KPI expressions.",
                "PTM3011 The KPI \"b\": 'densty' is neither a figure nor a metric of this prompt. Did you mean 'density'? (line 1, column 1)",
                "PTM3004 The KPI \"c\" has the weight NaN; a weight is 0 to 1,000,000.",
            ],
            found);
    }

    static Task<Grade> GradeAsync(string assertions, double? judged, params KpiDefinition[] kpis)
    {
        GradingInput input = GradingCase.Input("abc", GradingCase.ReadAll(GradingCase.Parse(assertions)));
        input = judged is null ? input : WithMetric(input);
        return GradingCase.GradeAsync(
            input with { Prompt = input.Prompt with { AdditionalKpis = kpis } },
            new ScriptedJudge(_ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"score": {{judged * 10}}, "reason": "r"}""")));
    }

    static GradingInput WithMetric(GradingInput input) =>
        input with { Prompt = input.Prompt with { AdditionalMetrics = [new() { Name = "relevance", Criteria = "To the point." }] } };

    static KpiDefinition Kpi(string name, string expression) => new() { Name = name, Expression = expression };

    static Assertion Name(Assertion assertion, string metric) =>
        assertion.Assertions.Count > 0 ? assertion with { Assertions = [.. assertion.Assertions.Select(inner => Name(inner, metric))] } : assertion with { Metric = metric };
}
