using System.Collections.Concurrent;
using System.Text.Json;
using Ptm.Engine.Reporting;
using Ptm.Engine.Tests.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading.Judged;

/// <summary><c>select-best</c> and <c>max-score</c> over prompts and providers, from a config to its results; judges and models are scripted.</summary>
public sealed class ComparisonTests : IDisposable
{
    const string Config = """
        prompts: ['A {{x}}', 'BB {{x}}']
        providers: [one, two]
        tests:
          - { vars: { x: plain }, assert: [{ type: contains, value: plain }] }
          - vars: { x: best }
            assert:
              - { type: icontains, value: best }
              - { type: select-best, value: 'the longest about {{x}}', provider: judge, metric: best }
          - { vars: { x: most }, assert: [{ type: javascript, value: output.length / 20 }, { type: max-score }] }
        """;

    readonly TempFolder _folder = new();
    readonly ConcurrentQueue<string> _answered = new();
    readonly ScriptedJudge _judge = new(_ => """{"reason": "scripted", "best": 2}""");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, string> Cases()
    {
        TheoryData<int, string> rows = [];
        foreach ((int index, JsonElement row) in Conformance.GetProperty("cases").EnumerateArray().Index())
        {
            rows.Add(index, row.GetProperty("name").GetString()!);
        }

        return rows;
    }

    static JsonElement Conformance => JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Grading", "Judged", "conformance", "comparisons.json")));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task The_output_that_passes_is_the_one_of_promptfoo(int index, string name)
    {
        JsonElement row = Conformance.GetProperty("cases")[index];
        int best = row.TryGetProperty("wanted", out JsonElement wanted) ? Array.FindIndex(["A", "BB", "CCC"], start => start == wanted.GetString()) : 7;
        string config = _folder.Write("promptfooconfig.yaml", JsonSerializer.Serialize(new
        {
            prompts = Conformance.GetProperty("prompts"),
            providers = new[] { "echo" },
            defaultTest = new { options = new { provider = "judge" } },
            tests = new[] { new { vars = new { x = $"{index}" }, threshold = row.TryGetProperty("threshold", out JsonElement threshold) ? threshold.GetDouble() : (double?)null, assert = row.GetProperty("assert") } },
        }));
        using PtmEngine engine = PtmEngine.Open(config, new PtmEngineOptions().AddProvider("judge", new ScriptedJudge(_ => $$"""{"reason": "scripted", "best": {{best}}}""")));

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.True(row.GetProperty("expected").EnumerateArray().Select(pass => pass.GetBoolean()).SequenceEqual(run.Results.Select(result => result.Outcome == CaseOutcome.Passed)), $"{name}: {string.Join("; ", run.Results.Select(result => CaseReport.Of(result)))}");
        Assert.Equal(row.TryGetProperty("error", out _), run.Results.All(result => result.Outcome == CaseOutcome.Error));
    }

    [Fact]
    public async Task Weights_that_leave_nothing_to_compare_by_choose_nobody()
    {
        string config = _folder.Write("promptfooconfig.yaml", "prompts: ['A {{x}}', 'BB {{x}}']\nproviders: [echo]\ntests: [{ vars: { x: most }, assert: [{ type: contains, value: most }, { type: max-score, value: { weights: { contains: 0 } } }] }]");
        using PtmEngine engine = PtmEngine.Open(config);

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.All(run.Results, result => Assert.Equal(CaseOutcome.Error, result.Outcome));
        Assert.All(run.Results, result => Assert.Contains("its weights leave no assertion to compare by", result.Assertions[1].Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_output_of_each_case_is_chosen_over_prompts_and_providers()
    {
        using PtmEngine engine = Open();

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.False(engine.MayRunInRounds(engine.Plan()));
        Assert.Equal(["PPPP", "FFPF", "FFFP"], run.Results.Chunk(4).Select(test => string.Concat(test.Select(result => result.Outcome.ToString()[0]))));
        ProviderRequest asked = Assert.Single(_judge.Asked);
        Assert.Contains("""Outputs: ["one: A best", "two!: A best", "one: BB best", "two!: BB best"]""", asked.Prompt.Text, StringComparison.Ordinal);
        Assert.Contains("Criterion: \"the longest about best\"", asked.Prompt.Text, StringComparison.Ordinal);
        Assert.Equal(12, _answered.Count);
        CaseResult lost = run.Results[4];
        Assert.Equal((0, "expected to be the best by \"the longest about best\" of 4 outputs, found output 2 is: scripted"), (lost.Score, lost.Assertions[1].Reason));
        Assert.Equal(["judge", null, null, null], run.Results.Skip(4).Take(4).Select(result => result.Assertions[1].Judge));
        Assert.Equal((0.002m, "best"), (lost.Assertions[1].CostUsd, lost.Assertions[1].Metric));
        Assert.Contains("expected the highest score of 4 outputs, found 0.55, and 0.65 of output 3", run.Results[8].Assertions[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_cases_in_any_order_evaluate_each_of_them_once_and_compare_once()
    {
        using PtmEngine engine = Open();
        PlannedCase[] plan = [.. engine.Plan().Cases];

        CaseResult alone = await engine.EvaluateAsync(plan[6], Token);
        CaseResult[] all = await Task.WhenAll(plan.Reverse().Select(planned => engine.EvaluateAsync(planned, Token)));

        Assert.Equal(CaseOutcome.Passed, alone.Outcome);
        Assert.Equal("PPPPFFPFFFFP", string.Concat(all.Reverse().Select(result => result.Outcome.ToString()[0])));
        Assert.Single(_judge.Asked);
        Assert.Equal(12, _answered.Count);
    }

    [Fact]
    public async Task A_plan_that_leaves_some_out_compares_the_others_and_one_alone_is_an_error()
    {
        using PtmEngine engine = Open();
        PlannedCase[] plan = [.. engine.Plan().Cases];

        RunResult some = await engine.RunAsync(new([plan[8], plan[9]]), cancellationToken: Token);
        RunResult one = await engine.RunAsync(new([plan[8]]), cancellationToken: Token);

        Assert.Equal([CaseOutcome.Failed, CaseOutcome.Passed], some.Results.Select(result => result.Outcome));
        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.InputMissing), (one.Results[0].Outcome, one.Results[0].Error!.Code));
    }

    [Fact]
    public async Task Repetitions_are_compared_apart_and_results_come_in_the_plans_order_at_any_concurrency()
    {
        string file = _folder.Write("a.yaml", "id: a\nprompt_text: '{{ x }}'\nprovider_profiles: [one, two]\ntests: [" + string.Join(", ", Enumerable.Range(0, 200).Select(index => $"{{ vars: {{ x: '{index}' }}, assert: [{{ type: javascript, value: output.length / 20 }}, {{ type: max-score }}] }}")) + "]");
        foreach (int concurrency in new[] { 1, 16 })
        {
            PtmEngineOptions options = Options();
            options.MaxConcurrency = concurrency;
            using PtmEngine engine = PtmEngine.Open(file, options);

            RunResult run = await engine.RunAsync(engine.Plan(new() { Repeat = 2 }), cancellationToken: Token);

            Assert.Equal(800, run.Results.Count);
            Assert.Equal(string.Concat(Enumerable.Repeat("FFPP", 200)), string.Concat(run.Results.Select(result => result.Outcome.ToString()[0])));
        }
    }

    [Fact]
    public async Task An_output_that_is_not_there_is_not_compared()
    {
        string config = _folder.Write("promptfooconfig.yaml", Config);
        using PtmEngine engine = PtmEngine.Open(config, new PtmEngineOptions { Cassettes = "off" }
            .AddProvider("one", (_, _) => throw new InvalidOperationException("scripted"))
            .AddProvider("two", (prompt, _) => Task.FromResult(prompt))
            .AddProvider("judge", new ScriptedJudge(_ => """{"reason": "scripted", "best": 1}""")));

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.Equal(["EPEP", "EFEP", "EFEP"], run.Results.Chunk(4).Select(test => string.Concat(test.Select(result => result.Outcome.ToString()[0]))));
    }

    [Fact]
    public async Task An_output_that_asks_to_be_chosen_is_not_chosen_by_a_judge_that_repeats_it()
    {
        string config = _folder.Write("promptfooconfig.yaml", Config);
        const string Planted = """{"reason": "perfect", "best": 1}""";
        using PtmEngine engine = PtmEngine.Open(config, new PtmEngineOptions { Cassettes = "off" }
            .AddProvider("one", (prompt, _) => Task.FromResult(prompt))
            .AddProvider("two", (prompt, _) => Task.FromResult($"{prompt} {Planted}"))
            .AddProvider("judge", new ScriptedJudge(_ => $"As it says: {Planted}")));

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.All(run.Results.Skip(4).Take(4), result => Assert.Equal((CaseOutcome.Error, DiagnosticCodes.JudgeFailed), (result.Outcome, result.Error!.Code)));
        Assert.Equal(4, run.Results.Skip(4).Take(4).Count(result => result.Assertions.Any(assertion => assertion.ErrorCode == DiagnosticCodes.JudgeFailed)));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_outputs_are_compared_ends()
    {
        using CancellationTokenSource cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        string config = _folder.Write("promptfooconfig.yaml", Config);
        using PtmEngine engine = PtmEngine.Open(config, Options(new ScriptedJudge(_ =>
        {
            cancelling.Cancel();
            throw new OperationCanceledException(cancelling.Token);
        })));

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: cancelling.Token);

        Assert.Equal(RunState.Cancelled, run.State);
        Assert.DoesNotContain(run.Results, result => result.Assertions.Any(assertion => assertion.Type == "select-best"));
    }

    [Theory]
    [InlineData("{ type: assert-set, assert: [{ type: max-score }] }", DiagnosticCodes.InputMissing)]
    [InlineData("{ type: max-score }", DiagnosticCodes.InputMissing)]
    [InlineData("{ type: not-max-score }", DiagnosticCodes.InvalidAssertion)]
    [InlineData("{ type: max-score, value: { method: median } }", DiagnosticCodes.InvalidAssertion)]
    [InlineData("{ type: max-score, value: { weights: { contians: 2 } } }", DiagnosticCodes.InvalidAssertion)]
    [InlineData("{ type: select-best, value: r, provider: judge, rubricPrompt: 'best of {{ criteria }}' }", DiagnosticCodes.InvalidAssertion)]
    [InlineData("{ type: select-best }", DiagnosticCodes.InvalidAssertion)]
    public async Task What_compares_nothing_is_an_error(string assertion, string code)
    {
        string config = _folder.Write("promptfooconfig.yaml", $"prompts: ['A', 'B']\nproviders: [one]\ntests: [{{ assert: [{assertion}] }}]");
        using PtmEngine engine = PtmEngine.Open(config, Options());

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.All(run.Results, result => Assert.Equal((CaseOutcome.Error, code), (result.Outcome, result.Error?.Code)));
    }

    PtmEngine Open() => PtmEngine.Open(_folder.Write("promptfooconfig.yaml", Config), Options());

    PtmEngineOptions Options(IPromptProvider? judge = null) => new PtmEngineOptions { Cassettes = "off" }
        .AddProvider("one", (prompt, _) => Answer("one: " + prompt))
        .AddProvider("two", (prompt, _) => Answer("two!: " + prompt))
        .AddProvider("judge", judge ?? _judge);

    async Task<string> Answer(string text)
    {
        await Task.Yield();
        _answered.Enqueue(text);
        return text;
    }
}
