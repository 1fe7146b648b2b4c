namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    // A limit of cost above all that is asked, and a cycle of one proposal.
    static readonly OptimizationRequest s_short = new() { MaxCycles = 1, StabilitySamples = 1, ValidationSamples = 1 };

    [Fact]
    public async Task An_optimization_is_accepted_followed_and_read_and_finds_nothing_where_nothing_is_proposed()
    {
        Optimization accepted = await Ptm.Optimizations.SubmitAsync(Refund, s_short, Token);
        Assert.Equal((Refund, 20m, false), (accepted.PromptId, accepted.MaxCostUsd, accepted.Candidates is not null));

        Optimization ended = await Ptm.Optimizations.WaitAsync(Refund, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(50), Token);
        Assert.Equal((accepted.Id, RunState.Completed, OptimizationVerdict.NoImprovement), (ended.Id, ended.State, ended.Verdict));
        Assert.Null(ended.Candidates);
        Assert.Null(ended.ResultVersion);
        Assert.True(ended.CostUsd > 0);
        Assert.NotNull(ended.EndedAt);

        List<OptimizationProgress> steps = await FollowedAsync(accepted.Id, 0);
        Assert.Equal(Enumerable.Range(1, steps.Count).Select(number => (long)number), steps.Select(step => step.Sequence));
        Assert.Equal((RunState.Completed, ended.CostUsd!.Value), (steps[^1].State, steps[^1].CostUsd));
        Assert.All(steps[..^1], step => Assert.Equal((accepted.Id, RunState.Running), (step.OptimizationId, step.State)));
        Assert.Equal(steps[2..], await FollowedAsync(accepted.Id, 2));

        Optimization detail = await Ptm.Optimizations.GetAsync(accepted.Id, Token);
        OptimizationCandidate baseline = detail.Candidates![0];
        Assert.Equal(("baseline", CandidateState.Baseline, "Refund order {{ order }} of {{ name }}"), (baseline.Id, baseline.State, baseline.PromptText));
        Assert.NotEmpty(baseline.Cases);
        Assert.Equal(ended with { Candidates = null }, detail with { Candidates = null, BrokenCases = ended.BrokenCases });
        Assert.Equal(accepted.Id, (await Ptm.Optimizations.GetStatusAsync(Refund, Token)).Id);
    }

    [Fact]
    public async Task The_history_has_the_newest_first_and_a_wait_is_for_the_one_that_was_newest_when_it_began()
    {
#pragma warning disable PTMOBS001 // The old name goes to the same place.
        string first = (await Ptm.Optimizations.OptimizeAsync(Refund, s_short, Token)).Id;
#pragma warning restore PTMOBS001
        await Ptm.Optimizations.WaitAsync(Refund, cancellationToken: Token);
        string second = (await Ptm.Optimizations.SubmitAsync(Refund, s_short, Token)).Id;
        await Ptm.Optimizations.WaitAsync(Refund, cancellationToken: Token);
        Assert.Equal([second, first], (await Ptm.Optimizations.GetHistoryAsync(Refund, Token)).Select(one => one.Id));
        Assert.Empty(await Ptm.Optimizations.GetHistoryAsync(Summarizer, Token));
    }

    [Fact]
    public async Task What_does_not_exist_of_optimizations_is_404()
    {
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Optimizations.SubmitAsync("nobody.knows", cancellationToken: Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Optimizations.SubmitAsync(Refund, new() { ProviderProfiles = ["nobody"] }, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Optimizations.GetStatusAsync(Refund, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Optimizations.WaitAsync(Refund, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50), Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Optimizations.GetAsync("o1", Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Optimizations.CancelAsync("o1", Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => FollowedAsync("o1", 0));
    }

    [Fact]
    public async Task What_an_optimization_cannot_do_is_422_and_nothing_is_asked()
    {
        await RefusedAsync(422, DiagnosticCodes.UnknownKey, () => Ptm.Optimizations.SubmitAsync(Refund, s_short with { Extra = new() { ["max_cost"] = 1 } }, Token));
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Optimizations.SubmitAsync(Refund, s_short with { VarianceSignal = "p95" }, Token));
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Optimizations.SubmitAsync(Refund, s_short with { MaxCostUsd = 0 }, Token));
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Optimizations.SubmitAsync(Refund, s_short with { ProviderProfiles = ["openai:chat:nobody-knows-its-price"] }, Token));
        PtmException tooLittle = await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Optimizations.SubmitAsync(Refund, s_short with { MaxCostUsd = 0.001m, ProviderProfiles = ["openai:chat:gpt-4.1-mini"] }, Token));
        Assert.Contains("max_cost_usd 0.001 does not suffice for a single answer of provider 'openai:chat:gpt-4.1-mini'", tooLittle.Message, StringComparison.Ordinal);
        Assert.Empty(Model.Asked);
        Assert.Empty(await Ptm.Optimizations.GetHistoryAsync(Refund, Token));
    }

    [Fact]
    public async Task A_cancelled_optimization_ends_within_two_seconds_and_asks_nothing_more()
    {
        Model.Hold();
        Optimization accepted = await Ptm.Optimizations.SubmitAsync(Refund, s_short, Token);
        await Model.HeldAsync(Token);

        long start = TimeProvider.System.GetTimestamp();
        await Ptm.Optimizations.CancelAsync(accepted.Id, Token);
        Optimization ended = await Ptm.Optimizations.GetAsync(accepted.Id, Token);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2));

        Assert.Equal(RunState.Cancelled, ended.State);
        int asked = Model.Asked.Count;
        Model.Release();
        await Ptm.Optimizations.CancelAsync(accepted.Id, Token);
        Assert.Equal(RunState.Cancelled, (await Ptm.Optimizations.WaitAsync(Refund, cancellationToken: Token)).State);
        Assert.Equal(asked, Model.Asked.Count);
        Assert.Equal(RunState.Cancelled, (await FollowedAsync(accepted.Id, 0))[^1].State);

        // One that is asked for anew goes on from there.
        Assert.Equal(accepted.Id, (await Ptm.Optimizations.SubmitAsync(Refund, s_short with { MaxCostUsd = 19 }, Token)).Continues);
    }

    async Task<List<OptimizationProgress>> FollowedAsync(string id, long after)
    {
        List<OptimizationProgress> steps = [];
        await foreach (OptimizationProgress step in Ptm.Optimizations.FollowAsync(id, after, Token))
        {
            steps.Add(step);
        }

        return steps;
    }
}
