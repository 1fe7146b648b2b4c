using Microsoft.Extensions.AI;
using Ptm.Engine.Tests.Grading.Metrics;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Grading;

/// <summary>PTM's payload as a file: assertions, judge metrics, KPIs and limits at once, evaluated by the engine.</summary>
public sealed class SeedPayloadTests : IDisposable
{
    const string Judged = """{"reason": "scripted: it addresses the topic", "score": 8}""";

    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_payload_is_evaluated_whole()
    {
        ScriptedJudge judge = new(_ => Judged);
        ChatOptions? seen = null;
        using ScriptedChatClient model = new((messages, options, _) =>
        {
            seen = options;
            return Task.FromResult(new ChatResponse(new Microsoft.Extensions.AI.ChatMessage(ChatRole.Assistant, "scripted: the API migration " + messages[^1].Text))
            {
                Usage = new() { InputTokenCount = 40, OutputTokenCount = 60 },
                FinishReason = ChatFinishReason.Stop,
            });
        });
        using PtmEngine engine = Open(new PtmEngineOptions { Cassettes = "off" }.AddProvider("app", model).AddProvider("openai_gpt41_mini", judge));

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.Equal(["app", "echo"], run.Results.Select(result => result.Provider));
        CaseResult app = run.Results[0];
        CaseResult echo = run.Results[1];
        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.InputMissing), (app.Outcome, app.Error!.Code));
        Assert.Equal("scripted: it addresses the topic", app.Metrics[0].Reason);
        Assert.Equal("get_status", Assert.Single(seen!.Tools!).Name);

        Assert.Equal((CaseOutcome.Passed, null, "Meeting summary"), (echo.Outcome, echo.Error, echo.PromptLabel));
        Assert.Equal(["icontains Passed", "javascript Passed", "cost_threshold Passed", "latency_threshold_ms Passed"], echo.Assertions.Select(assertion => $"{assertion.Type} {assertion.Outcome}"));
        Assert.Equal([("relevance", 0.8, 0.7, "openai_gpt41_mini")], echo.Metrics.Select(metric => (metric.Name, metric.Score!.Value, metric.Threshold, metric.Judge!)));
        Assert.Equal([("cost_ok", 1.0, CaseOutcome.Unchecked), ("useful", 0.8, CaseOutcome.Passed)], echo.Kpis.Select(kpi => (kpi.Name, kpi.Score!.Value, kpi.Outcome)));

        // Assertions 1, relevance 1, cost_ok 1, useful 2.
        Assert.Equal(100 * (1 + 0.8 + 1 + (2 * 0.8)) / 5, echo.Score!.Value, 9);
        Assert.Equal(new PromptfooVerdict(Pass: true, 1), echo.Promptfoo);
        Assert.Contains("Criterion: \"Output addresses the input topic.\"", judge.Asked.First().Prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_judge_costs_counts_for_the_run_and_not_for_the_case()
    {
        using PtmEngine engine = Open(new PtmEngineOptions { Cassettes = "off" }.AddProvider("openai_gpt41_mini", new ScriptedJudge(_ => Judged) { CostUsd = 2 }));

        RunResult run = await engine.RunAsync(engine.Plan(new() { Providers = ["echo"] }), cancellationToken: Token);

        CaseResult result = Assert.Single(run.Results);
        Assert.Equal((CaseOutcome.Passed, 0m, 2m), (result.Outcome, result.Output!.CostUsd, result.Metrics[0].CostUsd));
        Assert.Equal((2m, new TokenUsage(200, 20)), (run.Summary.CostUsd, run.Summary.Tokens));
    }

    [Fact]
    public async Task A_judge_is_a_provider_and_in_replay_an_answer_that_is_not_recorded_is_an_error_that_says_how_to_record_it()
    {
        using PtmEngine engine = Open(new PtmEngineOptions { Cassettes = "replay" });

        RunResult run = await engine.RunAsync(engine.Plan(new() { Providers = ["echo"] }), cancellationToken: Token);

        CaseResult result = Assert.Single(run.Results);
        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.RecordingMissing), (result.Outcome, result.Error!.Code));
        Assert.Contains("To call the model and record: ", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0m, run.Summary.CostUsd);
    }

    PtmEngine Open(PtmEngineOptions options)
    {
        _folder.Write("ptm.yaml", "providers: { openai_gpt41_mini: { type: openai, model: gpt-4.1-mini } }\njudge_profile: openai_gpt41_mini");
        _folder.Write("prompts/summary.yaml", """
            id: my_team.summarizer
            label: Meeting summary
            prompt_text: "Summarize the API migration in plain words, for people who did not attend the meeting: {{ transcript }}"
            provider_profiles: [app, echo]
            cost_threshold: 1.0
            latency_threshold_ms: 30000
            tool_definitions: [{ type: function, function: { name: get_status, description: Status, parameters: { type: object, properties: {} } } }]
            additional_metrics:
              - { name: relevance, criteria: Output addresses the input topic., threshold: 0.7 }
            additional_kpis:
              - { name: cost_ok, description: "Under $0.05", expression: "1 if cost < 0.05 else 0", weight: 1.0 }
              - { name: useful, expression: "relevance if passed and output_length >= 100 and 'migration' in output else 0", weight: 2, threshold: 0.8 }
            tests:
              - description: names the migration
                vars: { transcript: "We move the endpoints in May." }
                assert:
                  - { type: icontains, value: API migration }
                  - { type: javascript, value: output.length >= 100 }
            """);
        return PtmEngine.Open(_folder.Path, options);
    }
}
