using Ptm.Xunit.Reporting;

namespace Ptm.Xunit.Tests;

/// <summary>What a test run says at its end, and what a test carries.</summary>
public sealed class SummaryTests
{
    [Fact]
    public void A_run_without_a_prompt_has_none() => Assert.Null(new RunCollector().Figures());

    [Fact]
    public void It_has_the_figures_the_slowest_and_the_flaky_in_words()
    {
        TestRunFigures figures = Figures();

        Assert.Equal(
            """
            Ptm: 9 cases, 6 passed, 1 failed, 1 errors, 1 unchecked
              score 85.71, pass rate 75 %, cost 0.08 USD, tokens 120, latency p95 1.7 s, recorded answers 1
              slowest: p "case 7 | <b>" 1.7 s; p "case 6 | <b>" 1.6 s; p "case 5 | <b>" 1.5 s; p "case 4 | <b>" 1.4 s; p "case 3 | <b>" 1.3 s
              flaky: p "case 1 | <b>" passed 1 of 2
            """.ReplaceLineEndings("\n"),
            SummaryText.Plain(figures));
        Assert.Equal(
            """
            ### ❌ Shop.Tests: 9 cases, 6 passed, 1 failed, 1 errors, 1 unchecked

            | score | pass rate | cost | tokens | latency p95 | recorded answers |
            |---|---|---|---|---|---|
            | 85.71 | 75 % | 0.08 USD | 120 | 1.7 s | 1 |

            Slowest:

            - p "case 7 \| &lt;b&gt;" 1.7 s
            - p "case 6 \| &lt;b&gt;" 1.6 s
            - p "case 5 \| &lt;b&gt;" 1.5 s
            - p "case 4 \| &lt;b&gt;" 1.4 s
            - p "case 3 \| &lt;b&gt;" 1.3 s

            Flaky:

            - p "case 1 \| &lt;b&gt;" passed 1 of 2


            """.ReplaceLineEndings("\n"),
            SummaryText.Markdown(figures, "Shop.Tests"));
    }

    [Fact]
    public void It_says_what_the_gates_say_and_a_run_whose_failures_are_tolerated_is_not_red()
    {
        RunCollector collector = new();
        collector.Add(Case(1, CaseOutcome.Passed));
        collector.Add(Case(2, CaseOutcome.Failed));
        collector.Tolerate();
        string tolerated = SummaryText.Markdown(collector.Figures()!, "T");
        collector.Add("Refunds gate", new GateResult { Verdict = GateVerdict.Inconclusive, Warnings = [new(DiagnosticCodes.Inconclusive, 0.5, 0.5, "Pass rate 0.5: inconclusive.")] });
        TestRunFigures figures = collector.Figures()!;
        collector.Add(Case(3, CaseOutcome.Failed));
        collector.Add("Blurbs gate", new GateResult { Verdict = GateVerdict.Failed, Violations = [new(DiagnosticCodes.PassRateTooLow, 0, 0.5, "The pass rate is 0.")] });

        Assert.StartsWith("### ✅ T: 2 cases, 1 passed, 1 failed, 0 errors, 0 unchecked (1 tolerated)\n", tolerated, StringComparison.Ordinal);
        Assert.StartsWith("### ⚠️ T: 2 cases", SummaryText.Markdown(figures, "T"), StringComparison.Ordinal);
        Assert.Contains("\nThe gate:\n\n- Refunds gate (open, inconclusive): PTM1010: Pass rate 0.5: inconclusive.\n", SummaryText.Markdown(figures, "T"), StringComparison.Ordinal);
        Assert.Contains("\n  the gate: Refunds gate (open, inconclusive): PTM1010: Pass rate 0.5: inconclusive.\n", SummaryText.Plain(figures), StringComparison.Ordinal);
        Assert.StartsWith("### ❌ T: 3 cases", SummaryText.Markdown(collector.Figures()!, "T"), StringComparison.Ordinal);
        Assert.Contains("; Blurbs gate (closed): PTM1003: The pass rate is 0.\n", SummaryText.Plain(collector.Figures()!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_carries_its_prompt_its_output_and_what_judges_said()
    {
        CaseResult result = Case(1, CaseOutcome.Failed) with
        {
            Prompt = new() { Text = "Say \a ]]> \ud83c \ufffe" },
            Assertions =
            [
                new() { Type = "contains", Outcome = CaseOutcome.Failed, Score = 0, Reason = "no judge" },
                new() { Type = "assert-set", Outcome = CaseOutcome.Failed, Score = 0.5, Assertions = [new() { Type = "llm-rubric", Metric = "tone", Outcome = CaseOutcome.Failed, Score = 0.25, Judge = "j", Reason = "Too rude." }] },
                new() { Type = "g-eval", Outcome = CaseOutcome.Error, Score = 0, Judge = "j", Reason = "No verdict." },
            ],
            Metrics = [new() { Name = "helpful", Outcome = CaseOutcome.Passed, Score = 0.8, Threshold = 0.5, Judge = "k", Reason = "Yes." }],
        };

        CaseAttachments.Add(result);

        var attached = TestContext.Current.Attachments!.ToDictionary(attachment => attachment.Key, attachment => attachment.Value.AsString());
        Assert.Equal("Say \\u0007 ]]> \\uD83C \\uFFFE", attached["prompt.txt"]);
        Assert.Equal("Answer 1", attached["output.txt"]);
        Assert.Equal(
            """
            helpful: passed, 0.8 of 1, judged by k
            Yes.

            llm-rubric (tone): failed, 0.25 of 1, judged by j
            Too rude.

            g-eval: error, judged by j
            No verdict.

            """.ReplaceLineEndings("\n"),
            attached["judge.txt"]);
    }

    static TestRunFigures Figures()
    {
        RunCollector collector = new();
        for (int i = 1; i <= 6; i++)
        {
            collector.Add(Case(i, CaseOutcome.Passed));
        }

        collector.Add(Case(1, CaseOutcome.Failed) with { Sample = 1 });
        collector.Add(Case(7, CaseOutcome.Error));
        collector.Add(Case(8, CaseOutcome.Unchecked) with { Output = null });
        return collector.Figures()!;
    }

    static CaseResult Case(int number, CaseOutcome outcome) => new()
    {
        Id = $"c{number}",
        Description = $"case {number} | <b>",
        PromptId = "p",
        PromptLabel = "p",
        Provider = "m",
        Outcome = outcome,
        Score = outcome == CaseOutcome.Passed ? 100 : 0,
        Promptfoo = new(outcome == CaseOutcome.Passed, 1),
        Output = new() { Text = $"Answer {number}", Latency = TimeSpan.FromMilliseconds(1_000 + (100 * number)), CostUsd = 0.01m, Tokens = new(10, 5), Recorded = number == 2 },
    };
}
