using System.Globalization;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Tests.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading.Judged;

/// <summary>Asking a judge several times; the judges are scripted.</summary>
public sealed class JudgeSamplesTests
{
    [Theory]
    [InlineData(new[] { 2, 9, 7 }, 0.7, 0.7)]
    [InlineData(new[] { 2, 9, 7, 8 }, 0.75, 0.7)]
    [InlineData(new[] { 5 }, 0.5, null)]
    [InlineData(new[] { 5, 5, 5, 5, 5 }, 0.5, 0.0)]
    public async Task The_median_counts_and_the_spread_is_told(int[] scores, double median, double? spread)
    {
        int next = 0;
        ScriptedJudge judge = new(_ => string.Create(CultureInfo.InvariantCulture, $$"""{"score": {{scores[next++]}}, "reason": "r{{next}}"}"""));
        GradingInput input = GradingCase.Input("abc", []);

        Grade grade = await GradingCase.GradeAsync(input with { Prompt = input.Prompt with { AdditionalMetrics = [new() { Name = "m", Criteria = "c", JudgeSamples = scores.Length }] } }, judge);

        MetricResult metric = Assert.Single(grade.Metrics);
        Assert.Equal((median, scores.Length * 0.002m), (metric.Score!.Value, metric.CostUsd));
        Assert.Equal(spread is null, metric.Spread is null);
        Assert.Equal(spread ?? 0, metric.Spread ?? 0, 9);
        Assert.Equal(scores.Length > 1, metric.Reason.Contains($"(median of {scores.Length} judgements from ", StringComparison.Ordinal));
        Assert.Equal(scores.Length, judge.Judged.Select(request => request.Sample).Distinct().Count());
        Assert.Single(judge.Asked, request => request.Prompt.Text.StartsWith("You prepare the grading", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("yes yes no", CaseOutcome.Passed)]
    [InlineData("yes no no", CaseOutcome.Failed)]
    public async Task Most_of_the_passes_decide(string passes, CaseOutcome outcome)
    {
        string[] said = passes.Split(' ');
        int next = 0;
        ScriptedJudge judge = new(_ => $$"""{"pass": "{{said[next++]}}", "score": 0.5, "reason": "r"}""");

        Grade grade = await GradingCase.GradeAsync(GradingCase.Input("abc", [GradingCase.Read("""{"type":"llm-rubric","value":"r"}""") with { JudgeSamples = said.Length }]), judge);

        AssertionResult result = Assert.Single(grade.Assertions);
        Assert.Equal((outcome, 0.5, 0.0), (result.Outcome, result.Score, result.Spread));
    }

    [Theory]
    [InlineData("llm-rubric", """{"pass":true,"score":0.9}|{"pass":false,"score":0.1}""")]
    [InlineData("not-llm-rubric", """{"pass":true,"score":0.9}|{"pass":false,"score":0.1}""")]
    [InlineData("not-llm-rubric", """{"score":0.9}|{"pass":false,"score":0.1}|{"pass":true}|{"score":0.2}""")]
    [InlineData("not-factuality", """{"reason":"r","category":"A"}|{"reason":"r","category":"D"}""")]
    public async Task A_tie_is_no_verdict_and_so_passes_neither_as_it_is_nor_turned_round(string type, string replies)
    {
        string[] said = replies.Split('|');
        int next = 0;
        ScriptedJudge judge = new(_ => said[next++]);

        Grade grade = await GradingCase.GradeAsync(GradingCase.Input("abc", [GradingCase.Read($$"""{"type":"{{type}}","value":"r"}""") with { JudgeSamples = said.Length }]), judge);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.JudgeFailed), (grade.Outcome, grade.Assertions[0].ErrorCode));
        Assert.Contains("as many do not; ask an odd number of times", grade.Assertions[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pass":true,"score":1}|{"score":0.1}|{"score":0.2}""", null, CaseOutcome.Failed, 0.2)]
    [InlineData("""{"pass":false,"score":0}|{"score":0.9}|{"score":0.5}""", null, CaseOutcome.Passed, 0.5)]
    [InlineData("""{"pass":true,"score":1}|{"score":0.7}|{"score":0.7}""", 0.8, CaseOutcome.Failed, 0.7)]
    [InlineData("""{"pass":true,"score":0.9}|{"score":0.7}|{"score":0.85}""", 0.8, CaseOutcome.Passed, 0.85)]
    [InlineData("""{"score":0.05}""", null, CaseOutcome.Failed, 0.05)]
    [InlineData("""{"score":0.5}""", null, CaseOutcome.Passed, 0.5)]
    [InlineData("""{"score":0.05}""", 0.05, CaseOutcome.Passed, 0.05)]
    public async Task A_score_without_a_pass_is_a_vote_as_any_other(string replies, double? threshold, CaseOutcome outcome, double score)
    {
        string[] said = replies.Split('|');
        int next = 0;
        ScriptedJudge judge = new(_ => said[next++]);

        Grade grade = await GradingCase.GradeAsync(GradingCase.Input("abc", [GradingCase.Read("""{"type":"llm-rubric","value":"r"}""") with { JudgeSamples = said.Length, Threshold = threshold }]), judge);

        Assert.Equal((outcome, score), (Assert.Single(grade.Assertions).Outcome, grade.Assertions[0].Score));
    }

    [Fact]
    public async Task One_answer_without_a_verdict_is_an_error_of_all()
    {
        int next = 0;
        ScriptedJudge judge = new(_ => next++ == 2 ? "no idea" : """{"pass": true, "score": 1, "reason": "r"}""");

        Grade grade = await GradingCase.GradeAsync(GradingCase.Input("abc", [GradingCase.Read("""{"type":"not-llm-rubric","value":"r"}""") with { JudgeSamples = 5 }]), judge);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.JudgeFailed), (grade.Outcome, grade.Assertions[0].ErrorCode));
    }

    [Fact]
    public async Task The_prompt_says_how_often_where_the_check_does_not()
    {
        ScriptedJudge judge = new(_ => """{"pass": true, "score": 1, "reason": "r"}""");
        GradingInput input = GradingCase.Input("abc", [GradingCase.Read("""{"type":"llm-rubric","value":"r"}"""), GradingCase.Read("""{"type":"llm-rubric","value":"s"}""") with { JudgeSamples = 2 }]);

        await GradingCase.GradeAsync(input with { Prompt = input.Prompt with { JudgeSamples = 3 }, Sample = 4 }, judge);

        Assert.Equal([4, 10_000_004, 20_000_004, 4, 10_000_004], judge.Asked.Select(request => request.Sample));
    }

    [Fact]
    public void No_two_pairs_of_repetitions_share_a_number()
    {
        int[] numbers = [.. from ofCase in Enumerable.Range(0, 1_000) from ofJudge in Enumerable.Range(0, JudgeSample.Most) select JudgeSample.Of(ofCase, ofJudge)];

        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Equal(DiagnosticCodes.LimitExceeded, Assert.Throws<JudgeException>(() => JudgeSample.Of(10_000_000, 1)).Code);
    }
}
