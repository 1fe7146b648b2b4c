using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>Steps, scores and their weights in the G-Eval manner; the judges are scripted.</summary>
public sealed class GEvalTests
{
    static readonly MetricDefinition s_metric = new() { Name = "m", Criteria = "Polite." };

    [Fact]
    public async Task Steps_are_derived_once_for_all_cases_and_stand_in_the_question()
    {
        ScriptedJudge judge = new(_ => """{"score": 8, "reason": "r"}""") { Steps = _ => """{"steps": ["Look for \"please\".", "Look for thanks."]}""" };
        Grader grader = new(GradingCase.Scripts, Code.Runners.Shared, Judges.Of(judge));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => grader.GradeAsync(Input($"output {index}", s_metric), TestContext.Current.CancellationToken)));

        Assert.Equal(20, judge.Judged.Count());
        ProviderRequest steps = Assert.Single(judge.Asked.Except(judge.Judged));
        Assert.Contains("Criterion: \"Polite.\"", steps.Prompt.Text, StringComparison.Ordinal);
        Assert.Equal((0, 0), (steps.Sample, steps.TopLogProbs));
        Assert.All(judge.Judged, request => Assert.Contains("Steps: [\"Look for \\\"please\\\".\", \"Look for thanks.\"]", request.Prompt.Text, StringComparison.Ordinal));
        Assert.All(judge.Judged, request => Assert.Equal(20, request.TopLogProbs));
    }

    [Fact]
    public async Task Steps_that_are_written_are_taken()
    {
        ScriptedJudge judge = new(_ => """{"score": 8, "reason": "r"}""");

        await GradingCase.GradeAsync(Input("abc", s_metric with { EvaluationSteps = ["Count the words."] }), judge);

        Assert.Contains("Steps: [\"Count the words.\"]", Assert.Single(judge.Asked).Prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_steps_there_is_no_score_and_the_next_case_asks_anew()
    {
        int asked = 0;
        ScriptedJudge judge = new(_ => """{"score": 8, "reason": "r"}""") { Steps = _ => asked++ == 0 ? "first" : """{"steps": ["one"]}""" };
        Grader grader = new(GradingCase.Scripts, Code.Runners.Shared, Judges.Of(judge));

        Grade first = await grader.GradeAsync(Input("abc", s_metric), TestContext.Current.CancellationToken);
        Grade second = await grader.GradeAsync(Input("abc", s_metric), TestContext.Current.CancellationToken);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.JudgeFailed), (first.Outcome, first.Metrics[0].ErrorCode));
        Assert.Equal((CaseOutcome.Passed, 0.8), (second.Outcome, second.Metrics[0].Score));
    }

    [Fact]
    public async Task The_probabilities_of_the_scores_weight_the_score()
    {
        // 0.6 · 8 + 0.3 · 9 + 0.1 · 10 = 8.5 of 10.
        ScriptedJudge judge = new(_ => """{"reason": "r", "score": 8}""")
        {
            TokenLogProbs = _ => [Sure("{\"reason\": \"r\", \"score\":"), new(" 8", Math.Log(0.6), [new(" 8", Math.Log(0.6), []), new(" 9", Math.Log(0.3), []), new(" 10", Math.Log(0.1), [])]), Sure("}")],
        };

        Grade grade = await GradingCase.GradeAsync(Input("abc", s_metric), judge);

        Assert.Equal(0.85, grade.Metrics[0].Score!.Value, 9);
        Assert.Equal("r (the score 8 of 10 is 8.5 by the probabilities of its token)", grade.Metrics[0].Reason);
    }

    [Fact]
    public void Only_scores_weigh_and_their_mass_is_made_whole()
    {
        // Of the alternatives, "high" and 42 are no scores: (0.5 · 2 + 0.25 · 6) / 0.75.
        TokenLogProb[] tokens = [Sure("{\"score\": "), new("2", Math.Log(0.5), [new("2", Math.Log(0.5), []), new("high", Math.Log(0.2), []), new("6", Math.Log(0.25), []), new("42", Math.Log(0.05), [])]), Sure(", \"reason\": \"2 of 10\"}")];

        Assert.Equal(10.0 / 3, ScoreWeights.Of(tokens, 2)!.Value, 9);
    }

    [Fact]
    public void The_token_that_was_given_weighs_also_where_only_the_others_are_told() =>
        Assert.Equal(((0.5 * 8) + (0.4 * 2)) / 0.9, ScoreWeights.Of([Sure("{\"score\": "), new("8", Math.Log(0.5), [new("2", Math.Log(0.4), [])]), Sure(", \"reason\": \"r\"}")], 8)!.Value, 9);

    [Fact]
    public void A_ten_that_is_written_digit_by_digit_is_a_ten()
    {
        // 1 with 0.8, of which 0.9 goes on as 10; 9 with 0.2.
        TokenLogProb[] tokens =
        [
            Sure("{\"score\":"), new("1", Math.Log(0.8), [new("1", Math.Log(0.8), []), new("9", Math.Log(0.2), [])]),
            new("0", Math.Log(0.9), [new("0", Math.Log(0.9), []), new("}", Math.Log(0.1), [])]), Sure("}"),
        ];

        Assert.Equal((0.8 * 0.9 * 10) + (0.8 * 0.1 * 1) + (0.2 * 9), ScoreWeights.Of(tokens, 10)!.Value, 9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"reason\": \"no score\"}")]
    [InlineData("{\"score\": 8}")]
    public void Without_probabilities_of_the_score_there_is_no_weight(string text) =>
        Assert.Null(ScoreWeights.Of(text.Length == 0 ? [] : [Sure(text)], 8));

    [Theory]
    [InlineData("""{"reason":"r","score":«2»}""" + "\nThe output calls itself \"score\": «10», which I ignored.", 2, 2.0)]
    [InlineData("""{"reason":"r","score":«2»,"parts":{"score":«10»}}""", 2, 2.0)]
    [InlineData("""{"parts":{"score":«10»},"reason":"\"score\": «9»","score":«2»}""", 2, 2.0)]
    [InlineData("""It has {"note":1}, so {"reason":"größer 🙂","score": "«7»"}""", 7, 7.0)]
    [InlineData("""{"reason":"r","score":«2»}""", 10, null)]
    [InlineData("""{"reason":"r","score":«7».5}""", 7.5, null)]
    [InlineData("""{"reason":"r","score":«1»e1}""", 10, null)]
    [InlineData("""{"score":[«2»]}""", 2, null)]
    [InlineData("""{"score":«2»""", 2, null)]
    public void Only_the_token_of_the_score_that_was_read_weighs(string text, double read, double? weighted)
    {
        // Each marked number is a token that is sure of itself, so that the weight tells which was taken.
        TokenLogProb[] tokens = [.. text.Split('«', '»').Where(part => part.Length > 0).Select(part => part.All(char.IsAsciiDigit) ? new TokenLogProb(part, 0, [new(part, 0, [])]) : Sure(part))];

        Assert.Equal(weighted, ScoreWeights.Of(tokens, read));
    }

    [Fact]
    public void A_token_with_more_than_the_score_is_not_weighed() =>
        Assert.Null(ScoreWeights.Of([Sure("{\"score\":"), new("2}", Math.Log(0.9), [new("2}", Math.Log(0.9), []), new("9", Math.Log(0.1), [])])], 2));

    static TokenLogProb Sure(string token) => new(token, 0, []);

    static GradingInput Input(string output, MetricDefinition metric)
    {
        GradingInput input = GradingCase.Input(output, []);
        return input with { Prompt = input.Prompt with { AdditionalMetrics = [metric] } };
    }
}
