namespace Ptm.Core.Tests;

public sealed class RunTallyTests
{
    [Theory]
    [InlineData(0.5, CaseOutcome.Passed, null, 1.5)]
    [InlineData(0.5, CaseOutcome.Error, DiagnosticCodes.JudgeFailed, 1.5)]
    [InlineData(null, CaseOutcome.Passed, null, null)]
    [InlineData(null, CaseOutcome.Error, DiagnosticCodes.JudgeFailed, null)]
    [InlineData(null, CaseOutcome.Error, DiagnosticCodes.ProviderTimeout, null)]
    [InlineData(null, CaseOutcome.Error, DiagnosticCodes.NotFound, 1.0)]
    [InlineData(null, CaseOutcome.Error, DiagnosticCodes.RecordingMissing, 1.0)]
    public void What_a_judge_costs_counts_and_is_unknown_where_a_call_was_made_without_a_price(double? judge, CaseOutcome outcome, string? code, double? cost)
    {
        RunTally tally = new();

        tally.Add(new()
        {
            Id = "c",
            PromptId = "p",
            Provider = "model",
            Outcome = CaseOutcome.Passed,
            Promptfoo = new(Pass: true, 1),
            Output = new() { Text = "", CostUsd = 1, Tokens = new(10, 1) },
            Metrics = [new() { Name = "m", Outcome = outcome, Threshold = 0.5, ErrorCode = code, CostUsd = (decimal?)judge, Tokens = judge is null ? null : new(20, 2) }],
        });

        RunSummary summary = tally.ToSummary(TimeSpan.Zero);
        Assert.Equal((decimal?)cost, summary.CostUsd);
        Assert.Equal(judge is null ? new(10, 1) : new(30, 3), summary.Tokens);
    }
}
