using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Ptm.Engine.Evaluators;
using Ptm.Engine.Tests.Providers;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>Evaluators of Microsoft.Extensions.AI.Evaluation as metrics here, and assertions and metrics as evaluators there. Their models are scripted.</summary>
public sealed class EvaluatorTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_evaluator_is_a_metric_and_has_the_prompts_judge_for_its_chat_client()
    {
        _folder.Write("ptm.yaml", "judge_profile: judge");
        _folder.Write("prompts/a.yaml", """
            id: a
            messages: [{ role: system, content: Be kind. }, { role: user, content: "{{ x }}" }]
            provider_profiles: [app]
            additional_metrics:
              - { name: Words, evaluator: words, scale: [0, 10], threshold: 0.2 }
              - { name: asked, evaluator: asks, threshold: 0.7 }
              - { name: typed, evaluator: Ptm.Engine.Tests.Grading.Metrics.TypedEvaluator }
            additional_kpis: [{ name: k, expression: asked * 2 - 0.5 }]
            tests: [{ vars: { x: hello, wanted: politeness } }]
            """);
        ScriptedJudge judge = new(asked => asked.Contains("grade one two three", StringComparison.Ordinal) ? "0.75" : "?");
        PtmEngineOptions options = new PtmEngineOptions { Cassettes = "off" }
            .AddProvider("app", (_, _) => Task.FromResult("one two three"))
            .AddProvider("judge", judge)
            .AddEvaluator("words", new Words())
            .AddEvaluator("asks", new Asks());
        options.ProviderAssemblies.Add(typeof(EvaluatorTests).Assembly);
        using PtmEngine engine = PtmEngine.Open(_folder.Path, options);

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results);

        Assert.Equal([("Words", 0.3, CaseOutcome.Passed), ("asked", 0.75, CaseOutcome.Passed), ("typed", 1, CaseOutcome.Failed)], result.Metrics.Select(metric => (metric.Name, metric.Score!.Value, metric.Outcome)));
        Assert.Equal(["system: Be kind. user: hello", "politeness", "it says so itself"], result.Metrics.Select(metric => metric.Reason));
        Assert.Equal([0m, 0.002m, 0m], result.Metrics.Select(metric => metric.CostUsd));
        Assert.Equal(("judge", 1.0), (result.Metrics[1].Judge, result.Kpis[0].Score));
    }

    [Theory]
    [InlineData("evaluator: none", DiagnosticCodes.NotFound, "There is no evaluator 'none'. Known: broken, many, outside, undecided.")]
    [InlineData("evaluator: System.String", DiagnosticCodes.NotFound, "There is no evaluator")]
    [InlineData("evaluator: broken", DiagnosticCodes.JudgeFailed, "broke: InvalidOperationException: scripted")]
    [InlineData("evaluator: outside", DiagnosticCodes.JudgeFailed, "its value 4 is not from 0 to 1; say scale")]
    [InlineData("evaluator: undecided", DiagnosticCodes.JudgeFailed, "the evaluator gave no verdict: no answer")]
    [InlineData("evaluator: many", DiagnosticCodes.JudgeFailed, "it found \"a\", \"b\"")]
    public async Task What_gives_no_score_is_an_error(string metric, string code, string message)
    {
        string file = _folder.Write("a.yaml", $"id: a\nprompt_text: x\nprovider_profiles: [echo]\nadditional_metrics: [{{ name: m, {metric} }}]\ntests: [{{}}]");
        using PtmEngine engine = PtmEngine.Open(file, new PtmEngineOptions()
            .AddEvaluator("broken", new Scripted(() => throw new InvalidOperationException("scripted")))
            .AddEvaluator("outside", new Scripted(() => new NumericMetric("m", 4)))
            .AddEvaluator("undecided", new Scripted(() =>
            {
                NumericMetric undecided = new("m");
                undecided.AddDiagnostics(EvaluationDiagnostic.Error("no answer"));
                return undecided;
            }))
            .AddEvaluator("many", new Scripted(() => new NumericMetric("a", 1), () => new NumericMetric("b", 1))));

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: Token)).Results);

        Assert.Equal((CaseOutcome.Error, code), (result.Outcome, result.Error!.Code));
        Assert.Contains(message, result.Metrics[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_is_an_evaluator()
    {
        using PtmEvaluator contains = new(new Assertion { Type = "contains", Value = GradingCase.Parse("\"{{ wanted }}\""), Metric = "names it" });

        EvaluationResult held = await contains.EvaluateAsync([new AiChatMessage(ChatRole.User, "Where?")], new(new AiChatMessage(ChatRole.Assistant, "In Paris.")), null, [new Named("wanted", "Paris")], Token);
        EvaluationResult missed = await contains.EvaluateAsync([], new(new AiChatMessage(ChatRole.Assistant, "In Rome.")), null, [new Named("wanted", "Paris")], Token);
        EvaluationResult undecided = await contains.EvaluateAsync([], new(new AiChatMessage(ChatRole.Assistant, "In Rome.")), cancellationToken: Token);

        Assert.Equal(["names it"], contains.EvaluationMetricNames);
        NumericMetric metric = held.Get<NumericMetric>("names it");
        Assert.Equal((1, false, EvaluationRating.Exceptional), (metric.Value, metric.Interpretation!.Failed, metric.Interpretation.Rating));
        Assert.Equal((0, true), (missed.Get<NumericMetric>("names it").Value, missed.Get<NumericMetric>("names it").Interpretation!.Failed));
        NumericMetric error = undecided.Get<NumericMetric>("names it");
        Assert.Equal((null, true, EvaluationRating.Inconclusive), (error.Value, error.Interpretation!.Failed, error.Interpretation.Rating));
        Assert.StartsWith("PTM", Assert.Single(error.Diagnostics!).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_and_a_judged_assertion_ask_the_chat_client()
    {
        using ScriptedChatClient client = new((messages, _, _) => Task.FromResult(new ChatResponse(new AiChatMessage(
            ChatRole.Assistant,
            messages[^1].Text.StartsWith("You prepare", StringComparison.Ordinal) ? """{"steps": ["scripted"]}""" : """{"reason": "scripted", "pass": true, "score": 1}"""))));
        using PtmEvaluator metric = new(new MetricDefinition { Name = "polite", Criteria = "Polite." });
        using PtmEvaluator rubric = new(new Assertion { Type = "llm-rubric", Value = GradingCase.Parse("\"Polite.\"") });

        EvaluationResult scored = await metric.EvaluateAsync("Hello", new ChatConfiguration(client), cancellationToken: Token);
        EvaluationResult passed = await rubric.EvaluateAsync("Hello", new ChatConfiguration(client), cancellationToken: Token);
        EvaluationResult alone = await rubric.EvaluateAsync("Hello", cancellationToken: Token);

        Assert.Equal((0.1, true), (scored.Get<NumericMetric>("polite").Value, scored.Get<NumericMetric>("polite").Interpretation!.Failed));
        Assert.Equal((1, false), (passed.Get<NumericMetric>("llm-rubric").Value, passed.Get<NumericMetric>("llm-rubric").Interpretation!.Failed));
        Assert.Contains("there is no judge", alone.Get<NumericMetric>("llm-rubric").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_an_assertion_shows_when_it_is_made_an_evaluator()
    {
        Assert.Throws<PtmException>(() => new PtmEvaluator(new Assertion { Type = "contians" }));
        Assert.Throws<PtmException>(() => new PtmEvaluator(new MetricDefinition { Name = "m", Criteria = "" }));
    }

    [Fact]
    public async Task A_provider_is_a_chat_client()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.Write("a.yaml", "id: a\nprompt_text: x\nprovider_profiles: [echo]\ntests: [{}]"), new PtmEngineOptions().AddProvider("judge", new ScriptedJudge(text => text)));
        using IChatClient client = engine.GetChatClient("judge");

        ChatResponse response = await client.GetResponseAsync([new AiChatMessage(ChatRole.User, "Hello")], new() { Instructions = "Be kind." }, Token);
        string streamed = string.Concat(await client.GetStreamingResponseAsync("Hello", cancellationToken: Token).Select(update => update.Text).ToListAsync(Token));

        Assert.Equal(["Be kind.", "Hello"], GradingCase.Parse(response.Text).EnumerateArray().Select(message => message.GetProperty("content").GetString()!));
        Assert.Equal(("scripted-judge", 220, ChatFinishReason.Stop), (response.ModelId, response.Usage!.TotalTokenCount, response.FinishReason));
        Assert.Contains("Hello", streamed, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync("Hello", new() { Tools = [AIFunctionFactory.Create(() => 1)] }, Token));
    }

    /// <summary>Counts words, and tells what it was asked about.</summary>
    sealed class Words : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Words"];

        public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<AiChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
            new(new EvaluationResult(
                new NumericMetric("Words", modelResponse.Text.Split(' ').Length, string.Join(' ', messages.Select(message => $"{message.Role.Value}: {message.Text}"))),
                new NumericMetric("Letters", modelResponse.Text.Length)));
    }

    /// <summary>Asks its chat client.</summary>
    sealed class Asks : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Asks"];

        public async ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<AiChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
        {
            ChatResponse answer = await chatConfiguration!.ChatClient.GetResponseAsync($"grade {modelResponse.Text}", cancellationToken: cancellationToken);
            string wanted = string.Concat(additionalContext!.Single(context => context.Name == "wanted").Contents.OfType<TextContent>().Select(content => content.Text));
            return new(new NumericMetric("Asks", double.Parse(answer.Text, System.Globalization.CultureInfo.InvariantCulture), wanted));
        }
    }

    sealed class Scripted(params Func<EvaluationMetric>[] metrics) : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => [];

        public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<AiChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
            new(new EvaluationResult(metrics.Select(metric => metric())));
    }

    sealed class Named(string name, string text) : EvaluationContext(name, text);
}
