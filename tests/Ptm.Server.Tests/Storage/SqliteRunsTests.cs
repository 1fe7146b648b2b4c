using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;
using Ptm.Server.Tests.Storage.Contracts;

namespace Ptm.Server.Tests.Storage;

public sealed class SqliteRunsTests : RunStoreContract, IAsyncDisposable
{
    readonly DatabaseFile _file = new();

    private protected override FakeTimeProvider Time => _file.Time;

    private protected override IRunStore Runs => field ??= _file.Stores.Runs;

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await Add("r1");
        await Runs.ClaimAsync("r1", "w", TimeSpan.FromMinutes(1), Token);
        await Runs.AddResultsAsync("r1", [Samples.Result(2), Samples.Result(0)], Token);
        await _file.ReopenAsync();
        IRunStore runs = _file.Stores.Runs;
        Assert.Equal(RunState.Running, (await runs.FindAsync("r1", Token))?.State);
        Assert.Equal([2, 0], await runs.ReadResultsAsync("r1", 0, Token).Select(result => result.Index).ToListAsync(Token));
        Assert.Equal([1, 3], await runs.ReadPendingAsync("r1", 0, 10, Token));
        Assert.False(await runs.ClaimAsync("r1", "other", TimeSpan.FromMinutes(1), Token));
        Assert.Equal(4, (await runs.ReadSpecAsync("r1", Token))?.CaseCount);
    }

    [Fact]
    public async Task A_run_has_its_figures_while_it_goes_on()
    {
        await Add("r1");
        Time.Advance(TimeSpan.FromSeconds(2));
        StoredResult[] results =
        [
            Samples.Result(0, CaseOutcome.Passed, 90),
            Samples.Result(1, CaseOutcome.Failed, 30),
            Samples.Result(2, CaseOutcome.Error, null),
            Samples.Result(3, CaseOutcome.Unchecked, null),
        ];
        await Runs.AddResultsAsync("r1", results[..1], Token);
        await Runs.AddResultsAsync("r1", results, Token);
        RunTally tally = new();
        foreach (StoredResult result in results)
        {
            tally.Add(result.Result);
        }

        Assert.Equal(tally.ToSummary(TimeSpan.FromSeconds(2)) with { LatencyP95Ms = null }, (await Runs.FindAsync("r1", Token))?.Summary);
    }

    [Fact]
    public async Task A_cost_that_is_unknown_once_stays_unknown()
    {
        await Add("r1");
        StoredResult unknown = Samples.Result(0) with { Result = Samples.Result(0).Result with { Output = new() { Text = "" } } };
        await Runs.AddResultsAsync("r1", [unknown], Token);
        await Runs.AddResultsAsync("r1", [Samples.Result(1)], Token);
        Assert.Null((await Runs.FindAsync("r1", Token))?.Summary.CostUsd);
    }

    [Fact]
    public async Task Runs_of_one_prompt_share_its_content()
    {
        for (int number = 0; number < 5; number++)
        {
            await Add($"r{number}");
        }

        Assert.Equal(1, await _file.Database.ReadAsync(session => session.First("SELECT count(*) FROM run_content", row => row.GetInt32(0)), Token));
    }

    [Fact]
    public async Task No_list_sorts_or_reads_runs_that_it_does_not_show()
    {
        await Add("r1");
        foreach (bool ended in new[] { false, true })
        {
            foreach (RunQuery query in new RunQuery[] { new() { Caller = PtmCaller.Local }, new() { Caller = new() { Name = "a", Team = "b" } }, new() { Caller = PtmCaller.Local, MineOnly = true } })
            {
                List<string> plan = await _file.Database.ReadAsync(session => session.Query("EXPLAIN QUERY PLAN " + RunList.Statement(query with { TerminalOnly = ended }), row => row.GetString(3), ("@me", "a"), ("@team", "b"), ("@limit", 50)), Token);
                Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step == "SCAN run");
            }
        }
    }

    [Fact]
    public async Task A_run_key_that_is_taken_is_a_conflict()
    {
        await Add("r1");
        Assert.Equal(409, (await Assert.ThrowsAsync<PtmException>(() => Add("r1"))).Status);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
