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
