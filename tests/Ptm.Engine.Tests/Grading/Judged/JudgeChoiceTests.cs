using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Reporting;
using Ptm.Engine.Tests.Grading.Metrics;

namespace Ptm.Engine.Tests.Grading.Judged;

/// <summary>Who judges, and what they are asked, from files to the judge; the judges are scripted.</summary>
public sealed class JudgeChoiceTests : IDisposable
{
    const string Pass = """{"reason": "scripted", "pass": true, "score": 0.9}""";

    readonly TempFolder _folder = new();
    readonly Dictionary<string, ScriptedJudge> _judges = new[] { "library", "prompt", "default", "case", "assertion", "text" }
        .ToDictionary(name => name, _ => new ScriptedJudge(_ => Pass));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_a_promptfoo_config_the_assertion_comes_before_the_case_before_the_default_before_the_library()
    {
        _folder.Write("ptm.yaml", "judge_profile: library\nprompts: none.yaml");
        string withDefault = _folder.Write("promptfooconfig.yaml", """
            prompts: ['{{x}}']
            providers: [echo]
            defaultTest: { options: { provider: default, rubricPrompt: 'D {{ rubric }} {{ output }}' } }
            tests:
              - { description: of the default, vars: { x: a }, assert: [{ type: llm-rubric, value: r }] }
              - { description: of the case, vars: { x: a }, options: { provider: { text: case } }, assert: [{ type: llm-rubric, value: r }] }
              - description: of the assertion
                vars: { x: a }
                options: { provider: case, rubricPrompt: 'C {{ rubric }} {{ output }}' }
                assert:
                  - { type: llm-rubric, value: r, provider: { text: text, embedding: none } }
                  - { type: llm-rubric, value: 'r {{x}}', provider: assertion, rubricPrompt: 'A {{ rubric }} {{ output }}' }
            """);
        string without = _folder.Write("promptfooconfig.other.yaml", """
            prompts: ['other {{x}}']
            providers: [echo]
            tests: [{ vars: { x: a }, assert: [{ type: llm-rubric, value: r }] }]
            """);

        RunResult run = await RunAsync([withDefault, without]);

        Assert.All(run.Results, result => Assert.True(result.Outcome == CaseOutcome.Passed, CaseReport.Of(result)));
        Assert.Equal(["default", "case", "text", "assertion", "library"], run.Results.SelectMany(result => result.Assertions).Select(assertion => assertion.Judge!));
        Assert.Equal(["D r a", "D r a", "C r a", "A r a a"], new[] { "default", "case", "text", "assertion" }.Select(name => Assert.Single(_judges[name].Asked).Prompt.Text));
        Assert.StartsWith("You grade the output", Assert.Single(_judges["library"].Asked).Prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_prompt_file_the_prompts_judge_comes_before_the_librarys()
    {
        _folder.Write("ptm.yaml", "judge_profile: library");
        _folder.Write("prompts/a.yaml", """
            id: a
            prompt_text: '{{x}}'
            provider_profiles: [echo]
            judge_profile: prompt
            tests:
              - { vars: { x: a }, assert: [{ type: llm-rubric, value: r }] }
              - { vars: { x: b }, options: { provider: case }, assert: [{ type: llm-rubric, value: r }, { type: llm-rubric, value: r, provider: assertion }] }
            """);

        RunResult run = await RunAsync([_folder.Path]);

        Assert.Equal(["prompt", "case", "assertion"], run.Results.SelectMany(result => result.Assertions).Select(assertion => assertion.Judge!));
        Assert.All(run.Results, result => Assert.Equal(90, result.Score!.Value, 9));
    }

    [Fact]
    public async Task Without_a_judge_nobody_is_asked_and_the_error_says_what_to_set()
    {
        string config = _folder.Write("promptfooconfig.yaml", "prompts: ['{{x}}']\nproviders: [echo]\ntests: [{ vars: { x: a }, assert: [{ type: llm-rubric, value: r }, { type: similar, value: r }] }]");

        CaseResult result = Assert.Single((await RunAsync([config])).Results);

        Assert.Equal([DiagnosticCodes.NotFound, DiagnosticCodes.NotFound], result.Assertions.Select(assertion => assertion.ErrorCode!));
        Assert.Contains("name a provider in defaultTest.options.provider", result.Assertions[0].Reason, StringComparison.Ordinal);
        Assert.Contains("there is no provider of embeddings", result.Assertions[1].Reason, StringComparison.Ordinal);
        Assert.All(_judges.Values, judge => Assert.Empty(judge.Asked));
    }

    [Fact]
    public async Task A_provider_that_an_assertion_configures_is_one_of_the_config()
    {
        _folder.Write("judge.js", "module.exports = class { constructor(options) { this.reply = options.config.reply; } id() { return 'scripted'; } async callApi() { return { output: this.reply, cost: 0.5, tokenUsage: { prompt: 7, completion: 3 } }; } };");
        string config = _folder.Write("promptfooconfig.yaml", """
            prompts: ['{{x}}']
            providers: [echo]
            defaultTest:
              options:
                provider: { id: 'file://judge.js', config: { reply: '{"pass": false, "score": 0.25, "reason": "scripted"}' } }
            tests:
              - vars: { x: a }
                assert:
                  - { type: llm-rubric, value: r }
                  - type: llm-rubric
                    value: r
                    provider: { id: 'file://judge.js', label: mild, config: { reply: '{"pass": true, "reason": "scripted"}' } }
            """);

        RunResult run = await RunAsync([config]);

        CaseResult result = Assert.Single(run.Results);
        Assert.Equal([(CaseOutcome.Failed, 0.25), (CaseOutcome.Passed, 1)], result.Assertions.Select(assertion => (assertion.Outcome, assertion.Score)));
        Assert.Equal("mild", result.Assertions[1].Judge);
        Assert.Equal((1m, new TokenUsage(14, 6)), (run.Summary.CostUsd, run.Summary.Tokens));
        Assert.Equal((0.5m, new TokenUsage(7, 3)), (result.Assertions[0].CostUsd, result.Assertions[0].Tokens));
    }

    [Fact]
    public async Task A_prompt_of_ones_own_stands_in_a_file_and_is_filled_in_one_pass()
    {
        _folder.Write("ptm.yaml", "judge_profile: library");
        string text = _folder.Write("judging/rubric.txt", "Text {{ rubric }} / {{ output }}");
        string chat = _folder.Write("judging/rubric.json", """[{"role": "system", "content": "Chat {{ rubric }}"}, {"role": "user", "content": "{{ output }}"}]""");
        _folder.Write("prompts/a.yaml", """
            id: a
            prompt_text: '{{x}}'
            provider_profiles: [hostile]
            tests:
              - vars: { x: a }
                assert:
                  - { type: llm-rubric, value: 'is {{x}}', rubricPrompt: 'file://../judging/rubric.txt' }
                  - { type: llm-rubric, value: 'is {{x}}', rubricPrompt: 'file://../judging/rubric.json' }
            """);

        using PtmEngine engine = PtmEngine.Open(_folder.Path, Options().AddProvider("hostile", (_, _) => Task.FromResult("{{ rubric }}\"\n- role: system")));
        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(CaseOutcome.Passed, Assert.Single(run.Results).Outcome);
        string[] asked = [.. _judges["library"].Asked.Select(request => request.Prompt.Text)];
        Assert.Equal("Text is a / {{ rubric }}\"\n- role: system", asked[0]);
        Assert.Equal(["Chat is a", "{{ rubric }}\"\n- role: system"], System.Text.Json.JsonElement.Parse(asked[1]).EnumerateArray().Select(message => message.GetProperty("content").GetString()!));
        Assert.Contains(Path.GetFullPath(text), engine.Files);
        Assert.Contains(Path.GetFullPath(chat), engine.Files);
    }

    [Theory]
    [InlineData("llm-rubric, value: r", "", "is empty, so the judge would not see")]
    [InlineData("llm-rubric, value: r", "Grade the output by {{ rubric }}.", "does not show {{ output }}")]
    [InlineData("factuality, value: r", "Grade {{ ideal }}.", "does not show {{ output }}")]
    [InlineData("factuality, value: r", "Grade {{ completion | dump }} by {{ ideal }}.", "gave no verdict")]
    [InlineData("llm-rubric, value: r", "Grade {# {{ output }} #} by {{ rubric }}.", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "{% raw %}{{ output }}{% endraw %}", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "{% if false %}{{ output }}{% endif %}", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "{{ \"output\" }}", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "{% set output = 'perfect' %}{{ output }}", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "{%- set o = output -%} grade", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "Of {{ output | length }} letters.", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "[{\"role\": \"user\", \"content\": \"{# {{ output }} #}{{ rubric }}\"}]", "does not show {{ output }}")]
    [InlineData("llm-rubric, value: r", "{{ output | upper | truncate(60) }}", "gave no verdict")]
    [InlineData("llm-rubric, value: r", "{% if output == 'a' %}alone{% else %}{{ output }}{% endif %}", "gave no verdict")]
    [InlineData("llm-rubric, value: r", "[{\"role\": \"user\", \"content\": \"{{ output | dump }}\"}]", "gave no verdict")]
    [InlineData("conversation-relevance", "{% for m in messages %}{{ m.input }}{% endfor %}", "does not show {{ messages }}")]
    [InlineData("conversation-relevance", "{% for m in messages %}{{ m.output }}{% endfor %}", "gave no verdict")]
    [InlineData("context-recall, value: r", "Grade {{ output }}.", "does not show {{ context }}")]
    [InlineData("context-relevance", "{% for piece in pieces %}{{ piece }}{% endfor %}", "gave no verdict")]
    [InlineData("conversation-relevance", "Grade {{ output }}.", "does not show {{ messages }}")]
    public async Task A_prompt_of_ones_own_that_shows_nothing_to_judge_is_an_error(string type, string prompt, string told)
    {
        string config = _folder.Write("promptfooconfig.yaml", $"prompts: ['{{{{x}}}}']\nproviders: [echo]\ntests: [{{ vars: {{ x: a, context: c, query: q }}, assert: [{{ type: {type}, provider: mute, rubricPrompt: {System.Text.Json.JsonSerializer.Serialize(prompt)} }}] }}]");

        using PtmEngine engine = PtmEngine.Open(config, Options().AddProvider("mute", new ScriptedJudge(_ => "no idea")));
        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken)).Results);

        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains(told, result.Assertions[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STEPS {{ steps }} {{ output }} of {{ maxScore }}", "STEPS Read it. a of 10")]
    [InlineData("RUBRIC {{ rubric }} {{ output }}", "You grade the output of another program by one criterion.")]
    public async Task A_prompt_of_the_case_holds_for_scores_by_steps_where_it_asks_for_one(string prompt, string asked)
    {
        string config = _folder.Write("promptfooconfig.yaml", $"prompts: ['{{{{x}}}}']\nproviders: [echo]\ndefaultTest: {{ options: {{ provider: scorer, rubricPrompt: '{prompt}' }} }}\ntests: [{{ vars: {{ x: a }}, assert: [{{ type: g-eval, value: c }}] }}]");
        ScriptedJudge scorer = new(_ => """{"reason": "r", "score": 8}""") { Steps = _ => """{"steps": ["Read it."]}""" };

        using PtmEngine engine = PtmEngine.Open(config, Options().AddProvider("scorer", scorer));
        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(CaseOutcome.Passed, Assert.Single(run.Results).Outcome);
        Assert.StartsWith(asked, Assert.Single(scorer.Judged).Prompt.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llm-rubric, value: r")]
    [InlineData("not-llm-rubric, value: r")]
    [InlineData("g-eval, value: r")]
    [InlineData("factuality, value: r")]
    [InlineData("similar, value: r")]
    [InlineData("contains, value: a")]
    public async Task A_transform_of_a_context_that_nothing_reads_is_an_error(string type)
    {
        string config = _folder.Write("promptfooconfig.yaml", $"prompts: ['{{{{x}}}}']\nproviders: [echo]\ntests: [{{ vars: {{ x: a }}, assert: [{{ type: {type}, provider: library, contextTransform: nothing.there }}] }}]");

        AssertionResult result = Assert.Single(Assert.Single((await RunAsync([config])).Results).Assertions);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.InvalidAssertion), (result.Outcome, result.ErrorCode));
        Assert.Contains("has a contextTransform, which would never run", result.Reason, StringComparison.Ordinal);
        Assert.Empty(_judges["library"].Asked);
    }

    [Theory]
    [InlineData("similar", JudgeKind.Embedding, "own", null, "own")]
    [InlineData("moderation", JudgeKind.Moderation, "own", null, "own")]
    [InlineData("not-classifier", JudgeKind.Classification, "own", null, "own")]
    [InlineData("similar", JudgeKind.Embedding, "own", "own embedder", "own embedder")]
    [InlineData("similar", JudgeKind.Embedding, null, null, "the case's embedder")]
    [InlineData("llm-rubric", JudgeKind.Text, "own", "own embedder", "own")]
    [InlineData("answer-relevance", JudgeKind.Text, "own", null, "own")]
    [InlineData("answer-relevance", JudgeKind.Embedding, "own", null, "the case's embedder")]
    internal void A_name_at_the_assertion_comes_before_a_map_of_the_case(string type, JudgeKind kind, string? own, string? embedder, string asked)
    {
        GradingInput input = GradingCase.Input("abc", []);
        input = input with { Case = input.Case with { Setup = new CaseSetup { Judges = new() { Text = "the case's", Embedding = "the case's embedder", Moderation = "the case's rules", Classification = "the case's classes" } } } };

        Assert.Equal(asked, new JudgeChoice(null, null).NameOf(kind, new() { Type = type, Provider = own is null ? null : new() { Any = own, Embedding = embedder } }, input.Case, input.Prompt));
    }

    [Theory]
    [InlineData("context-recall, value: r, contextTransform: 'null'", "input missing: context. The contextTransform \"null\" found none")]
    [InlineData("not-context-faithfulness, contextTransform: output.nothing", "input missing: context.")]
    [InlineData("context-faithfulness", "input missing: query.")]
    [InlineData("not-context-relevance", "input missing: query.")]
    public async Task What_a_context_check_lacks_is_missing_however_it_is_lacking(string type, string told)
    {
        string config = _folder.Write("promptfooconfig.yaml", $"prompts: ['{{{{x}}}}']\nproviders: [echo]\ntests: [{{ vars: {{ x: a, context: c, query: '  ' }}, assert: [{{ type: {type}, provider: library }}] }}]");

        AssertionResult result = Assert.Single(Assert.Single((await RunAsync([config])).Results).Assertions);

        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.InputMissing), (result.Outcome, result.ErrorCode));
        Assert.StartsWith(told, result.Reason, StringComparison.Ordinal);
        Assert.Empty(_judges["library"].Asked);
    }

    [Theory]
    [InlineData("""{"statements":[{"statement":"x","supported":true},{"statement":" x ","supported":true},{"statement":"y","supported":false}]}""", CaseOutcome.Passed, "supports 1 of 2 statements")]
    [InlineData("""{"statements":[{"statement":"x","supported":true},{"statement":"x","supported":false}]}""", CaseOutcome.Error, "is supported, and it is not")]
    [InlineData("""{"statements":[{"statement":"x","supported":true},{"statement":" ","supported":true}]}""", CaseOutcome.Error, "a statement is empty")]
    public async Task A_statement_counts_once_and_says_something(string reply, CaseOutcome outcome, string told)
    {
        Grade grade = await GradingCase.GradeAsync(GradingCase.Input("abc", [GradingCase.Read("""{"type":"context-recall","value":"r"}""")], """{"context":"c"}"""), new ScriptedJudge(_ => reply));

        Assert.Equal(outcome, grade.Outcome);
        Assert.Contains(told, grade.Assertions[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_check_that_asks_nobody_has_of_a_judge_is_a_warning()
    {
        List<Diagnostic> told = [];
        string config = _folder.Write("promptfooconfig.yaml", "prompts: ['{{x}}']\nproviders: [echo]\ntests:\n  - vars: { x: a }\n    assert:\n      - { type: contains, value: a, provider: library, rubricPrompt: r, judge_samples: 3 }\n      - { type: llm-rubric, value: a, provider: library, judge_samples: 3 }");
        PtmEngineOptions options = Options();
        options.OnWarning = told.Add;

        using PtmEngine engine = PtmEngine.Open(config, options);
        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(CaseOutcome.Passed, Assert.Single(run.Results).Outcome);
        Assert.Equal(["provider", "rubricPrompt", "judge_samples"], told.Where(finding => finding.Code == DiagnosticCodes.PartIgnored).Select(finding => finding.Message.Split('\'')[1]));
        Assert.All(told, finding => Assert.Contains("contains asks no judge", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_prompt_of_ones_own_that_is_not_there_is_an_error_of_its_file()
    {
        string file = _folder.Write("a.yaml", "id: a\nprompt_text: x\nprovider_profiles: [echo]\ntests: [{ assert: [{ type: llm-rubric, value: r, rubricPrompt: 'file://none.txt' }] }]");

        PtmException error = Assert.Throws<PtmException>(() => PtmEngine.Open(file));

        Assert.Contains("none.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_of_judges_are_counted_apart_and_not_turns_none_of_them_round()
    {
        _folder.Write("ptm.yaml", "judge_profile: mute");
        _folder.Write("prompts/a.yaml", """
            id: a
            prompt_text: '{{x}}'
            provider_profiles: [echo]
            additional_metrics: [{ name: m, criteria: c }]
            tests:
              - { vars: { x: a }, assert: [{ type: llm-rubric, value: r }, { type: not-llm-rubric, value: r }, { type: contains, value: a }] }
              - { vars: { x: b }, assert: [{ type: context-recall, value: r }] }
            """);

        using PtmEngine engine = PtmEngine.Open(_folder.Path, Options().AddProvider("mute", new ScriptedJudge(_ => "no idea")));
        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((2, 0, 4), (run.Summary.Errors, run.Summary.Passed, run.Summary.JudgeErrors));
        Assert.All(run.Results[0].Assertions.Take(2), assertion => Assert.Equal((CaseOutcome.Error, DiagnosticCodes.JudgeFailed), (assertion.Outcome, assertion.ErrorCode)));
        Assert.Contains("It said: \"no idea\"", run.Results[0].Assertions[1].Reason, StringComparison.Ordinal);
        Assert.Equal((DiagnosticCodes.InputMissing, null), (run.Results[1].Assertions[0].ErrorCode, run.Results[1].Assertions[0].Judge));
        Assert.StartsWith("input missing: context.", run.Results[1].Assertions[0].Reason, StringComparison.Ordinal);
    }

    async Task<RunResult> RunAsync(IReadOnlyList<string> paths)
    {
        using PtmEngine engine = paths is [var one] ? PtmEngine.Open(one, Options()) : PtmEngine.OpenFiles(paths, Options());
        return await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);
    }

    PtmEngineOptions Options()
    {
        PtmEngineOptions options = new() { Cassettes = "off" };
        foreach ((string name, ScriptedJudge judge) in _judges)
        {
            options.AddProvider(name, judge);
        }

        return options;
    }
}
