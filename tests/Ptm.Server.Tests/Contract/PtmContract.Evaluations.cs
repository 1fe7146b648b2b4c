using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    const string SeedPayload = """
        {
          "label": "my_custom_eval",
          "prompt_text": "Summarize the API migration: {{text}}",
          "tests": [
            {"description": "short text", "vars": {"text": "The quick brown fox."},
             "assert": [{"type": "icontains", "value": "API migration"}, {"type": "javascript", "value": "output.length >= 10"}]}
          ],
          "provider_profiles": ["scripted"],
          "additional_metrics": [{"name": "relevance", "criteria": "Output addresses the input topic.", "threshold": 0.7}],
          "judge_profile": "scripted_judge",
          "additional_kpis": [{"name": "cost_ok", "description": "Under $0.05", "expression": "1 if cost < 0.05 else 0", "weight": 1.0}],
          "cost_threshold": 1.0,
          "latency_threshold_ms": 30000
        }
        """;

    [Fact]
    public async Task A_run_of_prompts_is_accepted_at_once_and_has_every_case_in_order()
    {
        RunResult accepted = await Ptm.Evaluations.RunAsync(new() { PromptIds = [Refund, "chat.greeter"], Label = "nightly" }, Token);
        Assert.Equal(("nightly", 3, VisibilityScope.Private), (accepted.Label, accepted.CaseCount, accepted.VisibilityScope));
        RunResult run = await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token);
        Assert.Equal((RunState.Completed, accepted.RunKey, "nightly", Owner), (run.State, run.RunKey, run.Label, run.Owner));
        Assert.Equal(
            ["support.refund names-order Passed", "support.refund is-polite Failed", "chat.greeter greets Passed"],
            run.Results.Select(result => $"{result.PromptId} {result.Id} {result.Outcome}"));
        Assert.Equal((3, 2, 1, 0), (run.Summary.Total, run.Summary.Passed, run.Summary.Failed, run.Summary.Errors));
        Assert.Equal(0.03m, run.Summary.CostUsd);
        Assert.NotNull(run.EndedAt);
    }

    [Fact]
    public async Task Without_prompts_all_are_run_and_providers_and_judge_can_be_replaced()
    {
        RunResult accepted = await Ptm.Evaluations.RunAsync(new() { ProviderIds = ["echo", ScriptedModel.Name, "echo"], JudgeProfile = ScriptedJudge.Strict }, Token);
        RunResult run = await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token);
        Assert.Equal(8, run.Results.Count);
        Assert.Equal(["echo", ScriptedModel.Name], run.Results.Take(2).Select(result => result.Provider));
        Assert.All(run.Results.Where(result => result.PromptId == Summarizer), result => Assert.Equal((CaseOutcome.Failed, ScriptedJudge.Strict), (result.Outcome, result.Metrics[0].Judge)));
    }

    [Fact]
    public async Task A_provider_or_judge_that_does_not_exist_is_404_and_names_the_nearest()
    {
        foreach (EvalRequest request in new EvalRequest[] { new() { PromptIds = [Refund], ProviderIds = ["scriptd"] }, new() { PromptIds = [Summarizer], JudgeProfile = "scripted_juge" } })
        {
            PtmException error = await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Evaluations.RunAsync(request, Token));
            Assert.Contains("scripted", error.Message.Replace("scriptd", "", StringComparison.Ordinal).Replace("scripted_juge", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        ManualEval manual = Manual("a");
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Evaluations.RunManualAsync(manual with { Prompt = manual.Prompt with { ProviderProfiles = ["nobody"] } }, Token));
        Assert.Empty(await Ptm.Runs.ListAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task The_payload_that_the_python_client_shows_is_evaluated_whole()
    {
        ManualEval manual = JsonSerializer.Deserialize(SeedPayload, PtmJson.For<ManualEval>())!;
        RunResult run = await RunAsync(manual);
        Assert.Equal(("my_custom_eval", VisibilityScope.Private), (run.Label, run.VisibilityScope));
        CaseResult result = Assert.Single(run.Results);
        Assert.Equal((CaseOutcome.Passed, "short text", null), (result.Outcome, result.Description, result.Error));
        Assert.Equal("scripted: Summarize the API migration: The quick brown fox.", result.Output?.Text);
        Assert.Equal(
            ["icontains Passed", "javascript Passed", "cost_threshold Passed", "latency_threshold_ms Passed"],
            result.Assertions.Select(assertion => $"{assertion.Type} {assertion.Outcome}"));
        Assert.Equal(("relevance", 0.8, 0.7, "scripted: it addresses the topic", ScriptedJudge.Name), (result.Metrics[0].Name, result.Metrics[0].Score, result.Metrics[0].Threshold, result.Metrics[0].Reason, result.Metrics[0].Judge));
        Assert.Equal(("cost_ok", 1.0, CaseOutcome.Unchecked), (result.Kpis[0].Name, result.Kpis[0].Score, result.Kpis[0].Outcome));
        Assert.Equal(100 * (1 + 0.8 + 1) / 3, result.Score!.Value, 9);
        Assert.Equal(0.012m, run.Summary.CostUsd);
        Assert.Equal(new TokenUsage(203, 24), run.Summary.Tokens);
    }

    [Theory]
    [InlineData("cost_threshold", 0.001)]
    [InlineData("latency_threshold_ms", 1)]
    public async Task A_case_above_a_limit_of_cost_or_latency_fails(string limit, double value)
    {
        JsonObject payload = JsonNode.Parse(SeedPayload)!.AsObject();
        payload[limit] = value;
        RunResult run = await RunAsync(payload.Deserialize(PtmJson.For<ManualEval>())!);
        Assert.Equal(CaseOutcome.Failed, Assert.Single(run.Results).Outcome);
        Assert.Equal(limit, run.Results[0].Assertions.Single(assertion => assertion.Outcome == CaseOutcome.Failed).Type);
    }

    [Fact]
    public async Task A_run_has_its_label_and_a_prompt_keeps_its_own()
    {
        ManualEval manual = Manual("a");
        RunResult run = await RunAsync(manual with { Label = "the run", Prompt = manual.Prompt with { Label = "the prompt" } });
        Assert.Equal(("the run", "the prompt"), (run.Label, run.Results[0].PromptLabel));
        Assert.Equal("the prompt", (await RunAsync(manual with { Prompt = manual.Prompt with { Label = "the prompt" } })).Label);
        Assert.Null((await RunAsync(manual)).Label);
    }

    [Fact]
    public async Task A_run_is_private_unless_it_says_otherwise_whatever_its_prompt_says()
    {
        ManualEval manual = Manual("a");
        Assert.Equal(VisibilityScope.OrgVisible, (await Ptm.Evaluations.RunManualAsync(manual with { VisibilityScope = VisibilityScope.OrgVisible }, Token)).VisibilityScope);
        RunResult run = await Ptm.Evaluations.RunManualAsync(manual with { Prompt = manual.Prompt with { VisibilityScope = VisibilityScope.OrgVisible } }, Token);
        Assert.Equal(VisibilityScope.Private, run.VisibilityScope);
        Assert.Equal(VisibilityScope.TeamVisible, (await Ptm.Evaluations.RunAsync(new() { PromptIds = [Refund], VisibilityScope = VisibilityScope.TeamVisible }, Token)).VisibilityScope);
    }

    [Fact]
    public async Task A_provider_that_fails_is_its_cases_error_and_never_a_pass()
    {
        RunResult run = await RunAsync(Manual("a", "[fail]"));
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([CaseOutcome.Passed, CaseOutcome.Error], run.Results.Select(result => result.Outcome));
        Assert.Equal(DiagnosticCodes.ProviderFailed, run.Results[1].Error?.Code);
        Assert.Contains("the script says so", run.Results[1].Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_kept_is_its_cases_error_and_takes_no_other_with_it()
    {
        RunResult run = await RunAsync(Manual("a", "[deep]", "b"));
        Assert.Equal([CaseOutcome.Passed, CaseOutcome.Error, CaseOutcome.Passed], run.Results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task Inputs_that_are_nested_too_deep_are_422()
    {
        JsonNode deep = JsonNode.Parse(new string('[', 100) + new string(']', 100), documentOptions: new() { MaxDepth = 200 })!;
        await RefusedAsync(422, DiagnosticCodes.LimitExceeded, () => Ptm.Prompts.InvokeEvalAsync(Refund, new() { ["order"] = deep }, null, cancellationToken: Token));
    }

    [Fact]
    public async Task A_template_that_does_not_parse_is_its_cases_error()
    {
        ManualEval manual = Manual("a");
        RunResult run = await RunAsync(manual with { Prompt = manual.Prompt with { Text = "Say {{ text" } });
        Assert.Equal((CaseOutcome.Error, DiagnosticCodes.TemplateSyntax), (run.Results[0].Outcome, run.Results[0].Error?.Code));
    }

    [Theory]
    [InlineData("""{"tests": []}""", DiagnosticCodes.NoTests)]
    [InlineData("""{"prompt_text": "  "}""", DiagnosticCodes.InvalidValue)]
    [InlineData("""{"cost_threshold": -1}""", DiagnosticCodes.InvalidValue)]
    [InlineData("""{"cost_treshold": 1}""", DiagnosticCodes.UnknownKey)]
    [InlineData("""{"tests": [{"vars": {"text": "a"}, "asserts": []}]}""", DiagnosticCodes.UnknownKey)]
    [InlineData("""{"tests": [{"id": "a", "vars": {"text": "1"}, "assert": [{"type": "contians", "value": "x"}]}]}""", DiagnosticCodes.UnknownKey)]
    [InlineData("""{"additional_kpis": [{"name": "k", "expression": "1 +"}]}""", DiagnosticCodes.ExpressionSyntax)]
    public async Task A_manual_evaluation_that_cannot_be_used_is_422(string change, string code)
    {
        JsonObject payload = JsonNode.Parse(SeedPayload)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            payload[name] = value?.DeepClone();
        }

        await RefusedAsync(422, code, () => Ptm.Evaluations.RunManualAsync(payload.Deserialize(PtmJson.For<ManualEval>())!, Token));
        Assert.Empty(await Ptm.Runs.ListAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task A_label_that_is_too_long_is_422() =>
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Evaluations.RunManualAsync(Manual("a") with { Label = new('x', 501) }, Token));

    [Fact]
    public async Task A_prompt_of_the_library_runs_with_injected_variables_and_more_cases()
    {
        PromptEvalOptions options = new() { InjectVars = new JsonObject { ["name"] = "Zoë" }, ExtraTests = [Case("more", 7) with { Vars = JsonElement.Parse("""{"order": "9", "name": "Max"}""") }] };
        RunResult accepted = await Ptm.RunPromptAsync(Refund, [], options, Token);
        Assert.Equal(VisibilityScope.OrgVisible, accepted.VisibilityScope);
        RunResult run = await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token);
        Assert.Equal("Refund letters", run.Label);
        Assert.Equal(
            ["scripted: Refund order 7 of Zoë", "scripted: Refund order 8 of Zoë", "scripted: Refund order 9 of Max"],
            run.Results.Select(result => result.Output?.Text));
        Assert.Equal("mine", (await Ptm.RunPromptAsync(Refund, ["echo"], new() { Label = "mine", VisibilityScope = VisibilityScope.Private }, Token)).Label);
    }

    [Fact]
    public async Task A_start_that_was_cancelled_before_starts_nothing()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ptm.Evaluations.RunManualAsync(Manual("a"), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ptm.Evaluations.RunAsync(new(), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ptm.Prompts.InvokeEvalAsync(Refund, [], null, cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ptm.Prompts.ListAsync(cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ptm.Runs.ListAsync(cancellationToken: cancelled.Token));
        Assert.Empty(await Ptm.Runs.ListAsync(cancellationToken: Token));
    }
}
