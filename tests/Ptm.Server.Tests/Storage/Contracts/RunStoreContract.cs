using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Storage.Contracts;

/// <summary>What holds of runs wherever they are kept.</summary>
public abstract class RunStoreContract
{
    static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract IRunStore Runs { get; }

    private protected abstract FakeTimeProvider Time { get; }

    [Fact]
    public async Task A_run_and_its_spec_come_back_as_they_were()
    {
        StoredRun run = Samples.Run("r1", Time.GetUtcNow().AddTicks(1), idempotencyKey: "k", amends: "r0");
        RunSpec spec = new() { Prompts = [Samples.Prompt(), Samples.Prompt("other", tests: 40), Samples.Prompt()], Samples = 3 };
        Assert.Equal(run, await Runs.AddAsync(run, spec, Token));
        Assert.Equal(run, await Runs.FindAsync("r1", Token));
        Assert.Equal(JsonSerializer.Serialize(spec), JsonSerializer.Serialize(await Runs.ReadSpecAsync("r1", Token)));
        Assert.Null(await Runs.FindAsync("absent", Token));
        Assert.Null(await Runs.ReadSpecAsync("absent", Token));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_gets_the_run_of_the_first()
    {
        Ownership bob = new("bob", null, VisibilityScope.Private);
        StoredRun first = await Add("r1", idempotencyKey: "k");
        Assert.Equal("r1", (await Add("r2", idempotencyKey: "k")).RunKey);
        Assert.Equal("r3", (await Add("r3", owner: bob, idempotencyKey: "k")).RunKey);
        Assert.Equal("r4", (await Add("r4", idempotencyKey: "K")).RunKey);
        Assert.Null(await Runs.FindAsync("r2", Token));
        Assert.Equal(first, await Runs.FindAsync("r1", Token));
    }

    [Fact]
    public async Task Of_requests_at_once_with_one_key_one_starts_a_run()
    {
        StoredRun[] runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => Add($"r{number}", idempotencyKey: "k"), Token)));
        Assert.Single(runs.Select(run => run.RunKey).Distinct());
        Assert.Single(await Runs.ListAsync(new() { Caller = PtmCaller.Local }, Token));
    }

    [Fact]
    public async Task Each_sees_what_is_theirs_their_teams_and_everybodys()
    {
        await Add("r1", owner: new("ann", "red", VisibilityScope.Private));
        await Add("r2", owner: new("ann", "red", VisibilityScope.TeamVisible));
        await Add("r3", owner: new("ann", "red", VisibilityScope.OrgVisible));
        await Add("r4", owner: new("bob", null, VisibilityScope.TeamVisible));
        Assert.Equal(["r3", "r2", "r1"], await Keys("ann", "red"));
        Assert.Equal(["r3", "r2"], await Keys("cat", "red"));
        Assert.Equal(["r3"], await Keys("cat", "blue"));
        Assert.Equal(["r3"], await Keys("cat", null));
        Assert.Equal(["r4", "r3"], await Keys("bob", null));
        Assert.Equal(["r4", "r3", "r2", "r1"], await Keys("root", null, query => query with { Caller = query.Caller with { IsAdmin = true } }));
        Assert.Equal(["r4"], await Keys("bob", null, query => query with { MineOnly = true }));
        Assert.Empty(await Keys("root", null, query => query with { Caller = query.Caller with { IsAdmin = true }, MineOnly = true }));
    }

    [Fact]
    public async Task Runs_are_listed_the_newest_first_by_key_when_they_began_at_once_and_not_more_than_asked_for()
    {
        foreach (string key in new[] { "b", "c", "a" })
        {
            await Runs.AddAsync(Samples.Run(key, Time.GetUtcNow()), Samples.Spec(), Token);
        }

        await Add("later");
        Assert.Equal(["later", "c", "b", "a"], await Keys("ann", "red"));
        Assert.Equal(["later", "c"], await Keys("ann", "red", query => query with { Limit = 2 }));
        Assert.Empty(await Keys("ann", "red", query => query with { Limit = 0 }));
    }

    [Fact]
    public async Task A_run_whose_place_another_took_is_not_listed_but_found()
    {
        await Add("r1");
        await Add("r2", amends: "r1");
        await Add("r4", amends: "r3");
        await Add("r3");
        Assert.Equal(["r4", "r2"], await Keys("ann", "red"));
        Assert.NotNull(await Runs.FindAsync("r1", Token));
    }

    [Fact]
    public async Task Only_runs_that_have_ended_are_listed_when_asked_for()
    {
        foreach (RunState state in new[] { RunState.Completed, RunState.Failed, RunState.Cancelled })
        {
            await Add($"{state}");
            Assert.True(await Runs.EndAsync($"{state}", state, new(), null, Token));
        }

        await Add("queued");
        await Add("running");
        Assert.True(await Runs.ClaimAsync("running", "w", s_lease, Token));
        string[] ended = ["Cancelled", "Failed", "Completed"];
        Assert.Equal(ended, await Keys("ann", "red", query => query with { TerminalOnly = true }));
        Assert.Equal(ended, await Keys("ann", "red", query => query with { TerminalOnly = true, MineOnly = true }));
        Assert.Equal(ended, await Keys("x", null, query => query with { TerminalOnly = true, Caller = PtmCaller.Local }));
        Assert.Empty(await Keys("x", null, query => query with { TerminalOnly = true }));
    }

    [Fact]
    public async Task Results_are_kept_once_in_the_order_of_storing()
    {
        await Add("r1");
        Assert.Equal(2, await Runs.AddResultsAsync("r1", [Samples.Result(3, text: "first"), Samples.Result(0)], Token));
        Assert.Equal(3, await Runs.AddResultsAsync("r1", [Samples.Result(3, text: "second"), Samples.Result(1)], Token));
        Assert.Equal(3, await Runs.AddResultsAsync("r1", [], Token));
        List<StoredResult> results = await Runs.ReadResultsAsync("r1", 0, Token).ToListAsync(Token);
        Assert.Equal([(3, 1L), (0, 2L), (1, 3L)], results.Select(result => (result.Index, result.Sequence)));
        Assert.Equal("first", results[0].Result.Output?.Text);
        Assert.Equal(JsonSerializer.Serialize(Samples.Result(0).Result), JsonSerializer.Serialize(results[1].Result));
        Assert.Equal([3L], await Runs.ReadResultsAsync("r1", 2, Token).Select(result => result.Sequence).ToListAsync(Token));
        Assert.Empty(await Runs.ReadResultsAsync("r1", 3, Token).ToListAsync(Token));
        Assert.Empty(await Runs.ReadResultsAsync("r1", 99, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Many_results_are_read_in_order()
    {
        await Runs.AddAsync(Samples.Run("r1", Time.GetUtcNow(), cases: 1500), Samples.Spec(), Token);
        foreach (int[] batch in Enumerable.Range(0, 1500).Reverse().Chunk(200))
        {
            await Runs.AddResultsAsync("r1", [.. batch.Select(index => Samples.Result(index, text: new string('x', index * 10)))], Token);
        }

        List<StoredResult> results = await Runs.ReadResultsAsync("r1", 0, Token).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(0, 1500).Reverse(), results.Select(result => result.Index));
        Assert.Equal(Enumerable.Range(1, 1500), results.Select(result => (int)result.Sequence));
    }

    [Fact]
    public async Task What_is_left_to_do_are_the_indexes_without_a_result()
    {
        await Runs.AddAsync(Samples.Run("r1", Time.GetUtcNow(), cases: 10), Samples.Spec(), Token);
        Assert.Equal(Enumerable.Range(0, 10), await Runs.ReadPendingAsync("r1", 0, 100, Token));
        await Runs.AddResultsAsync("r1", [Samples.Result(0), Samples.Result(9), Samples.Result(4), Samples.Result(5)], Token);
        Assert.Equal([1, 2, 3, 6, 7, 8], await Runs.ReadPendingAsync("r1", 0, 100, Token));
        Assert.Equal([1, 2], await Runs.ReadPendingAsync("r1", 0, 2, Token));
        Assert.Equal([6, 7], await Runs.ReadPendingAsync("r1", 4, 2, Token));
        Assert.Equal([7, 8], await Runs.ReadPendingAsync("r1", 7, 5, Token));
        Assert.Empty(await Runs.ReadPendingAsync("r1", 9, 5, Token));
        Assert.Empty(await Runs.ReadPendingAsync("r1", 100, 5, Token));
        Assert.Empty(await Runs.ReadPendingAsync("r1", 0, 0, Token));
        await Runs.AddResultsAsync("r1", [.. new[] { 1, 2, 3, 6, 7, 8 }.Select(index => Samples.Result(index))], Token);
        Assert.Empty(await Runs.ReadPendingAsync("r1", 0, 100, Token));
    }

    [Fact]
    public async Task A_worker_keeps_a_run_until_its_lease_ends()
    {
        await Add("r1");
        Assert.True(await Runs.ClaimAsync("r1", "one", s_lease, Token));
        Assert.Equal(RunState.Running, (await Runs.FindAsync("r1", Token))?.State);
        Assert.False(await Runs.ClaimAsync("r1", "two", s_lease, Token));
        Time.Advance(s_lease / 2);
        Assert.True(await Runs.ClaimAsync("r1", "one", s_lease, Token));
        Time.Advance(s_lease - TimeSpan.FromTicks(1));
        Assert.False(await Runs.ClaimAsync("r1", "two", s_lease, Token));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await Runs.ClaimAsync("r1", "two", s_lease, Token));
        Assert.False(await Runs.ClaimAsync("r1", "one", s_lease, Token));
        Assert.False(await Runs.ClaimAsync("absent", "one", s_lease, Token));
    }

    [Fact]
    public async Task Runs_that_are_nobodys_are_read_the_oldest_first()
    {
        await Add("r1");
        await Add("r2");
        await Add("r3");
        await Add("r4");
        Assert.True(await Runs.ClaimAsync("r1", "one", s_lease, Token));
        Assert.True(await Runs.EndAsync("r3", RunState.Cancelled, new(), null, Token));
        Assert.Equal(["r2", "r4"], await Runs.ReadUnclaimedAsync(10, Token));
        Assert.Equal(["r2"], await Runs.ReadUnclaimedAsync(1, Token));
        Time.Advance(s_lease);
        Assert.Equal(["r1", "r2", "r4"], await Runs.ReadUnclaimedAsync(10, Token));
    }

    [Fact]
    public async Task A_run_ends_once_and_takes_no_more_results()
    {
        await Add("r1");
        await Runs.AddResultsAsync("r1", [Samples.Result(0)], Token);
        Time.Advance(TimeSpan.FromSeconds(5));
        DateTimeOffset end = Time.GetUtcNow();
        RunSummary summary = new() { Total = 1, Passed = 1, Score = 100, PassRate = 1, CostUsd = 0.00000015m, LatencyP95Ms = 12.5, Tokens = new(3, 4), Duration = TimeSpan.FromSeconds(5) };
        Assert.True(await Runs.EndAsync("r1", RunState.Failed, summary, Samples.Awkward, Token));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await Runs.EndAsync("r1", RunState.Completed, new(), null, Token));
        Assert.Equal(1, await Runs.AddResultsAsync("r1", [Samples.Result(1)], Token));
        Assert.False(await Runs.ClaimAsync("r1", "one", s_lease, Token));
        Assert.Equal(0, await Runs.AddResultsAsync("absent", [Samples.Result(1)], Token));
        Assert.False(await Runs.EndAsync("absent", RunState.Completed, new(), null, Token));
        StoredRun? run = await Runs.FindAsync("r1", Token);
        Assert.Equal((RunState.Failed, end, summary, Samples.Awkward), (run?.State, run?.EndedAt, run?.Summary, run?.Error));
        Assert.Single(await Runs.ReadResultsAsync("r1", 0, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_wait_ends_at_once_when_there_is_something_new_or_no_such_run()
    {
        await Add("r1");
        await Runs.AddResultsAsync("r1", [Samples.Result(0)], Token);
        await Runs.WaitForChangeAsync("r1", 0, RunState.Queued, TimeSpan.FromHours(1), Token);
        await Runs.WaitForChangeAsync("r1", 1, RunState.Running, TimeSpan.FromHours(1), Token);
        await Runs.WaitForChangeAsync("absent", 0, RunState.Queued, TimeSpan.FromHours(1), Token);
        await Runs.WaitForChangeAsync("r1", 1, RunState.Queued, TimeSpan.Zero, Token);
    }

    [Fact]
    public async Task A_wait_ends_with_a_result_a_claim_an_end_and_its_time()
    {
        await Add("r1");
        Task wait = Runs.WaitForChangeAsync("r1", 0, RunState.Queued, TimeSpan.FromHours(1), Token);
        Assert.False(wait.IsCompleted);
        Assert.True(await Runs.ClaimAsync("r1", "w", s_lease, Token));
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Token);

        wait = Runs.WaitForChangeAsync("r1", 0, RunState.Running, TimeSpan.FromHours(1), Token);
        Assert.False(wait.IsCompleted);
        await Runs.AddResultsAsync("r1", [Samples.Result(0)], Token);
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Token);

        wait = Runs.WaitForChangeAsync("r1", 1, RunState.Running, TimeSpan.FromMilliseconds(300), Token);
        Assert.False(wait.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(300));
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Token);

        wait = Runs.WaitForChangeAsync("r1", 1, RunState.Running, TimeSpan.FromHours(1), Token);
        Assert.False(wait.IsCompleted);
        await Runs.EndAsync("r1", RunState.Completed, new(), null, Token);
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_says_so()
    {
        await Add("r1");
        using CancellationTokenSource cancel = new();
        Task wait = Runs.WaitForChangeAsync("r1", 0, RunState.Queued, TimeSpan.FromHours(1), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    private protected Task<StoredRun> Add(string key, Ownership? owner = null, string? idempotencyKey = null, string? amends = null)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return Runs.AddAsync(Samples.Run(key, Time.GetUtcNow(), owner, idempotencyKey: idempotencyKey, amends: amends), Samples.Spec(), Token);
    }

    async Task<IEnumerable<string>> Keys(string caller, string? team, Func<RunQuery, RunQuery>? change = null)
    {
        RunQuery query = new() { Caller = new() { Name = caller, Team = team } };
        return (await Runs.ListAsync(change?.Invoke(query) ?? query, Token)).Select(run => run.RunKey);
    }
}
