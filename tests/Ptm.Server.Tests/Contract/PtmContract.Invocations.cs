using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    static JsonObject Order(string text) => new() { ["order"] = text, ["name"] = "Ann" };

    [Fact]
    public async Task A_prompt_is_invoked_once_scored_and_leaves_a_run_of_its_name()
    {
        InvokeResult result = await Ptm.Prompts.InvokeEvalAsync(Summarizer, new() { ["transcript"] = "Zoë \"moves\" 🐙" }, null, cancellationToken: Token);
        Assert.Equal("scripted: Summarize the API migration: Zoë \"moves\" 🐙", result.Output);
        Assert.Equal((CaseOutcome.Passed, 0.8), (result.Outcome, result.Result?.Metrics[0].Score));
        Assert.NotNull(result.Score);
        RunResult run = Assert.Single(await Ptm.Runs.ListAsync(mineOnly: true, cancellationToken: Token));
        Assert.Equal((result.RunKey, "Eval: my_team.summarizer", RunState.Completed, VisibilityScope.Private), (run.RunKey, run.Label, run.State, run.VisibilityScope));
    }

    [Fact]
    public async Task Provider_and_judge_of_an_invocation_can_be_chosen()
    {
        InvokeResult result = await Ptm.Prompts.InvokeEvalAsync(Summarizer, new() { ["transcript"] = "x" }, "echo", new() { JudgeProfile = ScriptedJudge.Strict }, Token);
        Assert.Equal("Summarize the API migration: x", result.Output);
        Assert.Equal((CaseOutcome.Failed, ScriptedJudge.Strict), (result.Outcome, result.Result?.Metrics[0].Judge));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.InvokeEvalAsync(Summarizer, [], "nobody", cancellationToken: Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.InvokeEvalAsync(Summarizer, [], null, new() { JudgeProfile = "nobody" }, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.InvokeWithBundleAsync(Summarizer, [], "nobody", cancellationToken: Token));
    }

    [Fact]
    public async Task An_invocation_that_fails_is_an_error_with_its_run()
    {
        InvokeResult result = await Ptm.Prompts.InvokeEvalAsync(Refund, Order("[fail]"), null, cancellationToken: Token);
        Assert.Equal((CaseOutcome.Error, null, null), (result.Outcome, result.Output, result.Score));
        Assert.Equal(DiagnosticCodes.ProviderFailed, result.Result?.Error?.Code);
    }

    [Fact]
    public async Task An_invocation_amends_the_callers_newest_run_of_its_name_alone()
    {
        string first = (await Ptm.Prompts.InvokeEvalAsync(Refund, Order("1"), null, cancellationToken: Token)).RunKey;
        string other = (await Ptm.Prompts.InvokeEvalAsync("chat.greeter", new() { ["name"] = "a" }, null, cancellationToken: Token)).RunKey;
        string second = (await Ptm.Prompts.InvokeEvalAsync(Refund, Order("2"), null, new() { Amend = true }, Token)).RunKey;
        Assert.Equal([second, other], (await Ptm.Runs.ListAsync(cancellationToken: Token)).Select(run => run.RunKey));
        Assert.Equal(RunState.Completed, (await Ptm.Runs.GetAsync(first, Token)).State);
        string third = (await Ptm.Prompts.InvokeWithBundleAsync(Refund, Order("3"), null, new() { Amend = true }, Token)).RunKey;
        Assert.Equal([third, other], (await Ptm.Runs.ListAsync(cancellationToken: Token)).Select(run => run.RunKey));
    }

    [Fact]
    public async Task An_invocation_that_takes_too_long_tells_the_last_state_and_the_run_goes_on()
    {
        Task<PtmException> refused = RefusedAsync(0, DiagnosticCodes.WaitTimeout, () => Ptm.Prompts.InvokeEvalAsync(Refund, Order("[hold]"), null, new() { Timeout = TimeSpan.FromSeconds(1) }, Token));
        await Model.HeldAsync(Token);
        PtmTimeoutException late = Assert.IsType<PtmTimeoutException>(await refused);
        Assert.Equal(RunState.Running, late.LastState);
        Model.Release();
        Assert.Equal(RunState.Completed, (await Ptm.Runs.WaitAsync(late.Key, cancellationToken: Token)).State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public async Task A_time_limit_out_of_range_is_422(int seconds)
    {
        InvokeOptions options = new() { Timeout = TimeSpan.FromSeconds(seconds) };
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Prompts.InvokeEvalAsync(Refund, Order("1"), null, options, Token));
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Prompts.InvokeWithBundleAsync(Refund, Order("1"), null, options, Token));
    }

    [Fact]
    public async Task A_bundle_comes_at_once_with_the_key_of_a_run_that_goes_on()
    {
        PromptBundle bundle = await Ptm.Prompts.InvokeWithBundleAsync(Refund, Order("[hold]"), null, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal("Refund order {{ order }} of {{ name }}", bundle.Bundle.PromptText);
        await Model.HeldAsync(Token);
        RunResult run = await Ptm.Runs.GetAsync(bundle.RunKey, Token);
        Assert.Equal((RunState.Running, "Eval: support.refund"), (run.State, run.Label));
        Model.Release();
        Assert.Equal("scripted: Refund order [hold] of Ann", (await Ptm.Runs.WaitAsync(bundle.RunKey, cancellationToken: Token)).Results[0].Output?.Text);
        Assert.Equal(1, (await Ptm.Prompts.GetUsageAsync(Refund, Token)).Lifetime);
    }

    [Fact]
    public async Task The_old_name_of_an_invocation_still_works()
    {
#pragma warning disable PTMOBS003 // It is what is tested.
        InvokeResult result = await Ptm.Prompts.InvokeAsync(Refund, Order("1"), amend: true, cancellationToken: Token);
#pragma warning restore PTMOBS003
        Assert.Equal("scripted: Refund order 1 of Ann", result.Output);
    }
}
