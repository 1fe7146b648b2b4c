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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 2)]
    [InlineData(10_000, 3)]
    [InlineData(10_001, 4)]
    [InlineData(60_000, 5)]
    public void The_latency_is_that_of_95_percent_to_within_a_two_thousandth_whatever_the_order(int calls, int seed)
    {
#pragma warning disable CA5394 // The same samples each time, and no secrets.
        Random random = new(seed);
        TimeSpan[] latencies = [.. Enumerable.Range(0, calls).Select(_ => TimeSpan.FromTicks((long)Math.Exp(random.NextDouble() * 25)))];
#pragma warning restore CA5394
        double exact = latencies.Order().ElementAt((int)Math.Ceiling(0.95 * calls) - 1).TotalMilliseconds;

        double first = P95(latencies);
        double second = P95([.. latencies.Order()]);

        Assert.Equal(first, second);
        Assert.InRange(first, exact, calls <= 10_000 ? exact : exact * 1.0005);
    }

    static double P95(TimeSpan[] latencies)
    {
        RunTally tally = new();
        foreach (TimeSpan latency in latencies)
        {
            tally.Add(new() { Id = "c", PromptId = "p", Provider = "m", Outcome = CaseOutcome.Passed, Promptfoo = new(Pass: true, 1), Output = new() { Text = "", Latency = latency } });
        }

        return tally.ToSummary(TimeSpan.Zero).LatencyP95Ms!.Value;
    }
}
