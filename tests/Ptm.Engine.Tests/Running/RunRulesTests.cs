using System.Text.Json;

namespace Ptm.Engine.Tests.Running;

/// <summary>What a promptfoo config says about its run, as a run of it shows.</summary>
public sealed class RunRulesTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly List<Diagnostic> _warnings = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Metrics_are_derived_from_the_weighted_sums_of_each_prompt_and_provider()
    {
        RunResult run = await RunAsync("""
            prompts: ["{{ x }}", "b{{ x }}"]
            providers: [echo]
            derivedMetrics:
              - { name: mean, value: "(M + N) / 2" }
              - { name: later, value: "mean * 2 + __count" }
              - { name: power, value: "M ^ 2 - -N" }
              - { name: broken, value: "M +" }
              - { name: unknown, value: "Z + 1" }
            tests:
              - { vars: { x: a }, assert: [{ type: contains, value: a, metric: M }, { type: contains, value: b, metric: N, weight: 2 }] }
              - { vars: { x: b }, assert: [{ type: javascript, value: "0.5", metric: M }, { type: contains, value: b, metric: N }, { type: assert-set, assert: [{ type: contains, value: b, metric: N }] }] }
            """);

        // promptfoo 0.123.1 has the same figures for what it can compute.
        Assert.Equal(
            ["M 1.5 of 2", "N 2 of 4", "mean 1.75", "later 5.5", "power 4.25", "broken -", "unknown -"],
            run.Metrics.Where(metric => metric.PromptId == "{{ x }}").Select(Told));
        Assert.Equal("mean 2.75", Told(run.Metrics.Single(metric => metric.PromptId == "b{{ x }}" && metric.Name == "mean")));
        Assert.Equal(["broken", "unknown"], _warnings.Select(warning => warning.Message.Split('\'')[1]).Distinct());
        Assert.All(_warnings, warning => Assert.True(warning.Location!.Line is 7 or 8));
        Assert.Equal(run.Metrics, JsonSerializer.Deserialize(JsonSerializer.Serialize(run, PtmJson.For<RunResult>()), PtmJson.For<RunResult>())!.Metrics);
    }

    [Fact]
    public async Task A_case_that_takes_too_long_is_an_error_and_the_others_run()
    {
        RunResult run = await RunAsync("""
            prompts: ["{{ x }}"]
            providers: [app]
            evaluateOptions: { timeoutMs: 1000 }
            tests:
              - { vars: { x: wait }, assert: [{ type: contains, value: done }] }
              - { vars: { x: now }, assert: [{ type: contains, value: done }] }
            """);

        Assert.Equal([CaseOutcome.Error, CaseOutcome.Passed], run.Results.Select(result => result.Outcome));
        Assert.Equal(DiagnosticCodes.ProviderTimeout, run.Results[0].Error!.Code);
        Assert.Contains("1000 ms of evaluateOptions.timeoutMs", run.Results[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_beyond_the_time_of_the_run_are_errors()
    {
        RunResult run = await RunAsync("""
            prompts: ["{{ x }}"]
            providers: [app]
            evaluateOptions: { maxEvalTimeMs: 3000, maxConcurrency: 1 }
            tests:
              - { vars: { x: now }, assert: [{ type: contains, value: done }] }
              - { vars: { x: wait }, assert: [{ type: contains, value: done }] }
              - { vars: { x: now }, assert: [{ type: contains, value: done }] }
            """);

        Assert.Equal([CaseOutcome.Passed, CaseOutcome.Error, CaseOutcome.Error], run.Results.Select(result => result.Outcome));
        Assert.All(run.Results.Skip(1), result => Assert.Contains("3000 ms of evaluateOptions.maxEvalTimeMs", result.Error!.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", null, CaseOutcome.Unchecked)]
    [InlineData("compat: promptfoo\n", null, CaseOutcome.Passed)]
    [InlineData("", "compat: promptfoo\n", CaseOutcome.Passed)]
    public async Task A_case_in_which_nothing_is_checked_gets_the_verdict_of_promptfoo_where_that_is_asked_for(string inConfig, string? inLibrary, CaseOutcome outcome)
    {
        if (inLibrary is not null)
        {
            _folder.Write("ptm.yaml", inLibrary + "prompts: [promptfooconfig.yaml]\n");
        }

        RunResult run = await RunAsync(inConfig + """
            prompts: ["{{ x }}"]
            providers: [echo]
            tests:
              - vars: { x: a }
              - { vars: { x: b }, assert: [{ type: contains, value: c }] }
              - { vars: { x: c }, assert: [{ type: javascript, value: "throw new Error('no')" }] }
            """);

        Assert.Equal([outcome, CaseOutcome.Failed, CaseOutcome.Error], run.Results.Select(result => result.Outcome));
        Assert.Equal(outcome == CaseOutcome.Passed ? 100 : null, run.Results[0].Score);
    }

    [Fact]
    public async Task Another_word_behind_compat_is_refused()
    {
        PtmException refusal = await Assert.ThrowsAsync<PtmException>(() => RunAsync("compat: promptfo\nprompts: [x]\nproviders: [echo]\n"));

        Diagnostic finding = Assert.Single(refusal.Diagnostics);
        Assert.Equal((1, 9), (finding.Location!.Line, finding.Location.Column));
    }

    async Task<RunResult> RunAsync(string config)
    {
        string path = _folder.Write("promptfooconfig.yaml", config);
        await using PtmEngine engine = PtmEngine.OpenFiles([path], new PtmEngineOptions { OnWarning = _warnings.Add }.AddProvider("app", async (prompt, token) =>
        {
            await Task.Delay(prompt == "wait" ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
            return "done";
        }));
        return await engine.RunAsync(engine.Plan(), null, Token);
    }

    static string Told(NamedMetric metric) =>
        FormattableString.Invariant($"{metric.Name} {(metric.Value is { } value ? FormattableString.Invariant($"{value}") : "-")}{(metric.IsDerived ? "" : FormattableString.Invariant($" of {metric.Weight}"))}");
}
