using System.Text.Json;
using Ptm.Engine.Grading.Kpis;

namespace Ptm.Engine.Tests.Grading.Kpis;

public sealed class KpiGraderTests
{
    [Theory]
    [InlineData("1 if cost < 0.05 else 0", 1)]
    [InlineData("0 <= latency_ms < 800", 0)]
    [InlineData("min(1, 160 / tokens)", 0.5)]
    [InlineData("completion_tokens / prompt_tokens * 3", 0.2)]
    [InlineData("score / 100 if passed else 0", 0.75)]
    [InlineData("relevance * 0.5 + metrics[\"tone of voice\"] * 2", 0.9)]
    [InlineData("1 if output_length == len(output) == 7 else 0", 1)]
    [InlineData("vars['n'] > 5 and vars['language'] in ['de', 'fr']", 1)]
    [InlineData("'tone of voice' in metrics and 'broken' not in metrics", 1)]
    [InlineData("5", 1)]
    [InlineData("-0.5", 0)]
    [InlineData("10 ** 400", 1)]
    [InlineData("-10 ** 400", 0)]
    [InlineData("True", 1)]
    public void A_KPI_is_an_expression_over_the_figures_of_its_case_cut_to_0_to_1(string expression, double score)
    {
        KpiResult result = KpiCase.Grade(expression);

        Assert.Equal(CaseOutcome.Unchecked, result.Outcome);
        Assert.Equal(score, result.Score!.Value, 9);
    }

    [Theory]
    [InlineData("0.5", 0.5, CaseOutcome.Passed)]
    [InlineData("0.1 + 0.7", 0.8, CaseOutcome.Passed)]
    [InlineData("0.79", 0.8, CaseOutcome.Failed)]
    [InlineData("0", 0.0, CaseOutcome.Passed)]
    public void With_a_threshold_it_is_a_check_that_meets_its_limit_as_a_person_reckons(string expression, double threshold, CaseOutcome outcome) =>
        Assert.Equal(outcome, KpiCase.Grade(expression, threshold).Outcome);

    [Fact]
    public void The_reason_shows_the_value_and_the_figures_it_comes_from()
    {
        Assert.Equal("3.2, cut to 1: tokens / 100, where tokens = 320", KpiCase.Grade("tokens / 100").Reason);
        Assert.Equal("expected at least 0.9, found 0.8: relevance, where relevance = 0.8", KpiCase.Grade("relevance", 0.9).Reason);
    }

    [Theory]
    [InlineData("1 / (tokens - 320)", "division by zero (line 7, column 22)")]
    [InlineData("relevanc * 2", "'relevanc' is no figure, and no metric of that name was measured in this case. Did you mean 'relevance'? (line 7, column 20)")]
    [InlineData("broken", "the metric \"broken\" was not measured: it ended in an error (line 7, column 20)")]
    [InlineData("1 if metrics['tone'] < 0.5 else 0", "the metric \"tone\" was not measured in this case")]
    [InlineData("vars['m']", "there is no \"m\". Did you mean 'n'?")]
    [InlineData("1e308 * 10 - 1e308 * 10", "the result is larger than a float can be (line 7, column 26)")]
    [InlineData("0 if 1e308 * 10 > 1 else 1", "the result is larger than a float can be")]
    [InlineData("1 + output", "'+' does not take a number and text (line 7, column 22)")]
    [InlineData("output < 5", "'<' does not compare text with a number (line 7, column 27)")]
    [InlineData("output", "the value is text, and a KPI's is a number or a bool")]
    [InlineData("None", "the value is None, and a KPI's is a number or a bool")]
    [InlineData("(-8) ** 0.5", "a broken power of a negative number is no real number")]
    public void What_has_no_value_is_an_error_that_names_expression_and_place(string expression, string message)
    {
        KpiResult result = KpiCase.Grade(expression, threshold: 0);

        Assert.Equal((CaseOutcome.Error, null, DiagnosticCodes.ExpressionFailed), (result.Outcome, result.Score, result.ErrorCode));
        Assert.Contains(message, result.Reason, StringComparison.Ordinal);
        Assert.EndsWith($", in \"{expression}\"", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cost", "the cost is unknown, because the provider \"model\" told no tokens")]
    [InlineData("tokens", "the tokens are unknown, because the provider \"model\" does not tell them")]
    [InlineData("score", "the score is unknown, because the case could not be decided")]
    [InlineData("0 if passed else 1", "whether the case passed is unknown")]
    public void A_figure_that_is_unknown_is_an_error_and_no_zero(string expression, string message)
    {
        KpiScope unknown = KpiCase.Scope with { Output = new() { Text = "" }, Score = null, Outcome = CaseOutcome.Error };

        KpiResult result = KpiCase.Grade(expression, scope: unknown);

        Assert.Equal(DiagnosticCodes.ExpressionFailed, result.ErrorCode);
        Assert.Contains(message, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_in_the_branch_that_is_not_taken_may_be_unknown() =>
        Assert.Equal(1, KpiCase.Grade("cost if passed and 0 else 1", scope: KpiCase.Scope with { Output = new() { Text = "" } }).Score);

    [Theory]
    [InlineData("cost < 0.05 && passed", "'&&' has no meaning here. Write 'and'. (line 7, column 32)")]
    [InlineData("cost = 1", "Write '==' to compare.")]
    [InlineData("vars.n", "vars[\"name\"]")]
    [InlineData("open('f')", "There is no function 'open'. Known: abs, len, max, min, round.")]
    [InlineData("rond(1)", "Did you mean 'round'?")]
    [InlineData("lambda: 1", "'lambda' is no part of a KPI's expression")]
    [InlineData("().__class__", "'.' has no meaning here.")]
    [InlineData("max", "'max' is a function: write max(…).")]
    [InlineData("1 if cost", "Expected 'else', as in 'a if condition else b', and this is the end.")]
    [InlineData("(1 + 2", "Expected ')', and this is the end. (line 7, column 26)")]
    [InlineData("1 is 1", "'is' compares with None, True or False")]
    [InlineData("1e999", "larger than a float can be")]
    [InlineData("'\\ud83d'", "There is no character of this number.")]
    [InlineData("1 # all", "There are no comments.")]
    public void What_does_not_parse_says_what_to_write(string expression, string message)
    {
        KpiResult result = KpiCase.Grade(expression);

        Assert.Equal(DiagnosticCodes.ExpressionSyntax, result.ErrorCode);
        Assert.Contains(message, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lines_of_a_block_are_counted_and_may_break_anywhere() =>
        Assert.Contains("(line 9, column 22)", KpiCase.Grade("1\n  + 2\n  / 0").Reason, StringComparison.Ordinal);

    public static TheoryData<string> Bombs =>
    [
        "9 ** 9 ** 9 ** 9",
        "10 ** 1000 * 10 ** 1000",
        string.Join(" * ", Enumerable.Repeat("10 ** 1000", 700)),
        "'a' * 10 ** 9",
        "'ab' * 999999999999999999",
        "[0] * 10 ** 9",
        "len([[[0] * 1000] * 1000] * 1000) + " + string.Join(" + ", Enumerable.Repeat("len('a' * 999999)", 400)),
        "[[[[0] * 1000] * 1000] * 1000] == [[[[0] * 1000] * 1000] * 1000]",
        string.Join(" + ", Enumerable.Repeat("('a' * 999999 in output)", 300)),
        "round(1.5, 10 ** 1000) ** 10 ** 1000",
    ];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void An_expression_that_would_take_all_memory_or_time_is_an_error(string expression)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        KpiResult result = KpiCase.Grade(expression);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.ExpressionFailed), (result.Outcome, result.ErrorCode));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000_000);
    }

    [Fact]
    public void A_search_in_a_text_of_one_letter_takes_no_square_of_its_length()
    {
        KpiScope scope = KpiCase.Scope with { Text = new string('a', 1_000_000), Vars = JsonElement.Parse($$"""{"t":"{{new string('a', 400_000)}}b"}""") };

        Assert.Equal(0, KpiCase.Grade("vars['t'] in output", scope: scope).Score);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("[", "]")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("2 ** ", "")]
    [InlineData("abs(", ")")]
    public void A_deep_expression_is_an_error_and_no_overflow(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));

        Assert.NotEqual(DiagnosticCodes.ExpressionSyntax, KpiCase.Grade(Nested(60)).ErrorCode);
        Assert.Contains("nested more than 100 deep", KpiCase.Grade(Nested(700)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_one_is_read_up_to_10_000_characters()
    {
        Assert.Equal(1, KpiCase.Grade(string.Join('+', Enumerable.Repeat("1", 5_000))).Score);
        Assert.Contains("at most 10,000 are read", KpiCase.Grade(string.Join('+', Enumerable.Repeat("1", 5_001))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, null)]
    [InlineData(-1.0, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(1.0, 1.5)]
    [InlineData(1.0, double.NaN)]
    public void An_unusable_weight_or_threshold_is_an_error_wherever_the_prompt_comes_from(double weight, double? threshold)
    {
        KpiResult result = KpiGrader.Grade(new() { Name = "kpi", Expression = "1", Weight = weight, Threshold = threshold }, KpiCase.Scope);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.InvalidValue), (result.Outcome, result.ErrorCode));
    }
}
