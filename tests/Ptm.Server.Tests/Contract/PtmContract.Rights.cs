namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    [Theory]
    [InlineData(VisibilityScope.Private, false, false)]
    [InlineData(VisibilityScope.TeamVisible, true, false)]
    [InlineData(VisibilityScope.OrgVisible, true, true)]
    public async Task A_run_is_seen_by_whom_its_scope_names(VisibilityScope scope, bool byTeam, bool byOthers)
    {
        IPtm ann = await AsAsync(Ann);
        string key = (await ann.Evaluations.RunManualAsync(Manual("a") with { VisibilityScope = scope }, Token)).RunKey;
        await ann.Runs.WaitAsync(key, cancellationToken: Token);
        Assert.True(await SeesRunAsync(ann, key));
        Assert.True(await SeesRunAsync(Ptm, key));
        Assert.Equal(byTeam, await SeesRunAsync(await AsAsync(Bob), key));
        Assert.Equal(byOthers, await SeesRunAsync(await AsAsync(Cleo), key));
    }

    [Fact]
    public async Task Mine_are_the_runs_that_I_started()
    {
        IPtm ann = await AsAsync(Ann);
        IPtm bob = await AsAsync(Bob);
        string mine = (await ann.Evaluations.RunManualAsync(Manual("a") with { VisibilityScope = VisibilityScope.OrgVisible }, Token)).RunKey;
        string his = (await bob.Evaluations.RunManualAsync(Manual("b") with { VisibilityScope = VisibilityScope.OrgVisible }, Token)).RunKey;
        Assert.Equal([mine], (await ann.Runs.ListAsync(mineOnly: true, cancellationToken: Token)).Select(run => run.RunKey));
        Assert.Equal([his, mine], (await ann.Runs.ListAsync(cancellationToken: Token)).Select(run => run.RunKey));
        Assert.Empty(await Ptm.Runs.ListAsync(mineOnly: true, cancellationToken: Token));
    }

    [Fact]
    public async Task A_run_that_is_seen_is_cancelled_by_its_owner_alone()
    {
        IPtm ann = await AsAsync(Ann);
        string key = (await ann.Evaluations.RunManualAsync(Manual("[hold]") with { VisibilityScope = VisibilityScope.OrgVisible }, Token)).RunKey;
        PtmException error = await RefusedAsync(403, DiagnosticCodes.Forbidden, async () => await (await AsAsync(Bob)).Runs.CancelAsync(key, Token));
        Assert.Contains("ann", error.Message, StringComparison.Ordinal);
        await ann.Runs.CancelAsync(key, Token);
        Assert.Equal(RunState.Cancelled, (await Ptm.Runs.GetAsync(key, Token)).State);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(VisibilityScope.TeamVisible, true)]
    public async Task An_optimization_is_seen_by_whom_its_scope_names_and_ended_by_its_owner_alone(VisibilityScope? scope, bool byTeam)
    {
        Model.Hold();
        IPtm ann = await AsAsync(Ann);
        IPtm bob = await AsAsync(Bob);
        IPtm cleo = await AsAsync(Cleo);
        string id = (await ann.Optimizations.SubmitAsync(Refund, s_short with { VisibilityScope = scope }, Token)).Id;
        Assert.Equal([id], (await ann.Optimizations.GetHistoryAsync(Refund, Token)).Select(one => one.Id));
        Assert.Equal(byTeam ? [id] : Array.Empty<string>(), (await bob.Optimizations.GetHistoryAsync(Refund, Token)).Select(one => one.Id));
        await RefusedAsync(byTeam ? 403 : 404, byTeam ? DiagnosticCodes.Forbidden : DiagnosticCodes.NotFound, () => bob.Optimizations.CancelAsync(id, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => cleo.Optimizations.GetAsync(id, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => cleo.Optimizations.GetStatusAsync(Refund, Token));
        await ann.Optimizations.CancelAsync(id, Token);
        Assert.Equal(RunState.Cancelled, (await Ptm.Optimizations.GetAsync(id, Token)).State);
        Model.Release();
    }

    [Fact]
    public async Task Answers_of_an_optimization_whose_money_ran_out_are_taken_over_by_its_owner_alone()
    {
        IPtm ann = await AsAsync(Ann);
        IPtm bob = await AsAsync(Bob);
        OptimizationRequest poor = s_short with { MaxCostUsd = 0.015m, VisibilityScope = VisibilityScope.TeamVisible };
        string hers = (await ann.Optimizations.SubmitAsync(Refund, poor, Token)).Id;
        Optimization failed = await ann.Optimizations.WaitAsync(Refund, cancellationToken: Token);
        Assert.Equal((RunState.Failed, 0.01m), (failed.State, failed.CostUsd));
        Assert.Contains("does not suffice", failed.Error, StringComparison.Ordinal);

        // A colleague who sees it, and one who sees everything.
        foreach (IPtm other in new[] { bob, Ptm })
        {
            Model.Asked.Clear();
            string id = (await other.Optimizations.SubmitAsync(Refund, poor with { MaxCostUsd = 1 }, Token)).Id;
            Optimization own = await other.Optimizations.WaitAsync(Refund, cancellationToken: Token);
            Assert.Equal((id, RunState.Completed, null, null), (own.Id, own.State, own.Continues, own.CarriedAnswers));
            Assert.Equal(Model.Asked.Count * 0.01m, own.CostUsd);
        }

        decimal? whole = (await Ptm.Optimizations.GetHistoryAsync(Refund, Token))[0].CostUsd;
        Model.Asked.Clear();
        await ann.Optimizations.SubmitAsync(Refund, poor with { MaxCostUsd = 1 }, Token);
        Optimization rest = await ann.Optimizations.WaitAsync(Refund, cancellationToken: Token);
        Assert.Equal((RunState.Completed, hers, 1, 0.01m), (rest.State, rest.Continues, rest.CarriedAnswers, rest.CarriedCostUsd));
        Assert.Equal((whole - 0.01m, Model.Asked.Count * 0.01m), (rest.CostUsd, rest.CostUsd));
        Assert.Contains($"takes over 1 answer that optimization {hers} paid $0.01 for", (await FollowedAsync(rest.Id, 0))[0].Message, StringComparison.Ordinal);

        // What it came to it came to with money left, so the next has evidence of its own.
        await ann.Optimizations.SubmitAsync(Refund, poor with { MaxCostUsd = 1 }, Token);
        Assert.Null((await ann.Optimizations.WaitAsync(Refund, cancellationToken: Token)).Continues);
    }

    [Fact]
    public async Task Nobody_amends_the_run_of_another()
    {
        IPtm ann = await AsAsync(Ann);
        string hers = (await ann.Prompts.InvokeEvalAsync(Refund, Order("1"), null, cancellationToken: Token)).RunKey;
        string own = (await Ptm.Prompts.InvokeEvalAsync(Refund, Order("2"), null, new() { Amend = true }, Token)).RunKey;
        Assert.Equal([own, hers], (await Ptm.Runs.ListAsync(cancellationToken: Token)).Select(run => run.RunKey));
    }

    static async Task<bool> SeesRunAsync(IPtm ptm, string key)
    {
        bool isListed = (await ptm.Runs.ListAsync(cancellationToken: Token)).Any(run => run.RunKey == key);
        foreach (Func<Task> read in new Func<Task>[]
        {
            () => ptm.Runs.GetAsync(key, Token),
            () => ptm.Runs.WaitAsync(key, cancellationToken: Token),
            async () => await ptm.Runs.FollowAsync(key, 0, Token).ToListAsync(Token),
            () => ptm.Runs.ReportAsync(key, ReportFormat.Csv, Token),
        })
        {
            if (isListed)
            {
                await read();
            }
            else
            {
                await RefusedAsync(404, DiagnosticCodes.NotFound, read);
            }
        }

        return isListed;
    }
}
