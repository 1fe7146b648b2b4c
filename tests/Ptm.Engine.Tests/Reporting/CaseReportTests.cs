using Ptm.Engine.Reporting;
using Snapshooter.Xunit3;

namespace Ptm.Engine.Tests.Reporting;

public sealed class CaseReportTests
{
    static readonly string s_folder = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "shop"));

    [Fact]
    public void A_case_that_passed() => Match(Case(CaseOutcome.Passed) with { Score = 100 });

    [Fact]
    public void A_case_that_failed_with_each_check_that_did_not_hold() => Match(Case(CaseOutcome.Failed) with
    {
        Score = 41.666,
        Assertions =
        [
            Check("contains", CaseOutcome.Passed, "", 12),
            Check("not-icontains", CaseOutcome.Failed, "expected not to contain \"guarantee\", found \"We guarantee\"", 14) with { Weight = 2 },
            Check("levenshtein", CaseOutcome.Failed, "expected a distance of at most 5, found 9", 16) with { Score = 0.444 },
            Check("assert-set", CaseOutcome.Failed, "1 of 2 checks hold, expected all", 18) with
            {
                Assertions = [Check("equals", CaseOutcome.Passed, "", 19), Check("regex", CaseOutcome.Failed, "expected to match \\d+\nfound \"none\"", 20)],
            },
        ],
    });

    [Fact]
    public void A_case_that_could_not_be_decided() => Match(Case(CaseOutcome.Error) with
    {
        Score = null,
        Error = new("PTM4004", "javascript: the script threw: no", At(22)),
        Assertions = [Check("javascript", CaseOutcome.Error, "the script threw: no", 22) with { ErrorCode = "PTM4004" }, Check("equals", CaseOutcome.Failed, "expected to equal \"a\", found \"b\"", 23)],
    });

    [Fact]
    public void A_case_whose_provider_did_not_answer() => Match(Case(CaseOutcome.Error) with
    {
        Score = null,
        Output = null,
        Error = new("PTM4005", "There is no recording of this answer. Record it: ptm eval --cassettes record"),
    });

    [Fact]
    public void A_case_that_was_not_checked() => Match(Case(CaseOutcome.Unchecked) with { Score = null });

    [Fact]
    public void A_long_prompt_and_answer_are_cut_and_controls_are_spelled_out() => Match(Case(CaseOutcome.Failed) with
    {
        Score = 0,
        Prompt = new() { Text = string.Concat(Enumerable.Repeat("A rule.\r\n", 300)) },
        Output = new() { Text = "\e[31m" + string.Concat(Enumerable.Repeat("👩‍👩‍👧", 200)), CostUsd = null, Tokens = null },
    });

    [Fact]
    public void Of_many_failed_checks_the_first_twenty_are_shown() => Match(Case(CaseOutcome.Failed) with
    {
        Score = 0,
        Assertions = [.. Enumerable.Range(1, 1_030).Select(number => Check("equals", CaseOutcome.Failed, $"check {number}", number))],
    });

    [Fact]
    public void Every_metric_and_KPI_with_its_score_and_reason() => Match(Case(CaseOutcome.Error) with
    {
        Score = null,
        Error = new("PTM4012", "metric \"tone\": the judge 'gpt' gave no verdict: the reply is empty. It said: \"\"", At(7)),
        Metrics =
        [
            new() { Name = "relevance", Outcome = CaseOutcome.Failed, Score = 0.6, Threshold = 0.7, Reason = "It names no window.\nNor a form.", Judge = "gpt", Location = At(5) },
            new() { Name = "tone", Outcome = CaseOutcome.Error, Threshold = 0.5, Reason = "the judge 'gpt' gave no verdict: the reply is empty. It said: \"\"", ErrorCode = "PTM4012", Judge = "gpt", Location = At(7) },
        ],
        Kpis =
        [
            new() { Name = "cheap", Outcome = CaseOutcome.Unchecked, Score = 1, Reason = "1: 1 if cost < 0.05 else 0, where cost = 0.00021", Weight = 0.5, Location = At(9) },
            new() { Name = "fast", Outcome = CaseOutcome.Failed, Score = 0.2, Threshold = 0.5, Reason = "expected at least 0.5, found 0.2: 1 - latency_ms / 1000, where latency_ms = 812.4", Location = At(10) },
            new() { Name = "dense", Outcome = CaseOutcome.Error, Reason = "division by zero (line 11, column 30), in \"1 / 0\"", ErrorCode = "PTM4011", Location = At(11) },
        ],
    });

    [Fact]
    public void A_place_outside_the_folder_is_shown_in_full() =>
        Assert.Equal(Path.GetFullPath("/elsewhere/x.yaml") + ":3", CaseReport.Place(new(Path.GetFullPath("/elsewhere/x.yaml"), 3), s_folder));

    static void Match(CaseResult result) => Snapshot.Match(CaseReport.Of(result, s_folder));

    static CaseResult Case(CaseOutcome outcome) => new()
    {
        Id = "names the refund window",
        Description = "names the refund window",
        PromptId = "support.refund",
        Provider = "gpt",
        Outcome = outcome,
        Promptfoo = new(outcome == CaseOutcome.Passed, 0),
        Prompt = new() { Text = "You answer for Contoso.\nCustomer: How long?" },
        Output = new() { Text = "We guarantee a refund.", CostUsd = 0.00021m, Latency = TimeSpan.FromMilliseconds(812.4), Tokens = new(120, 9), Recorded = true },
        Location = At(11),
    };

    static AssertionResult Check(string type, CaseOutcome outcome, string reason, int line) =>
        new() { Type = type, Outcome = outcome, Score = outcome == CaseOutcome.Passed ? 1 : 0, Reason = reason, Location = At(line) };

    static SourceLocation At(int line) => new(Path.Combine(s_folder, "refund.yaml"), line, 5);
}
