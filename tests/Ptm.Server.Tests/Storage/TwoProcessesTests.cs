using Ptm.Engine.Stores;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Storage;

public sealed class TwoProcessesTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Path => _folder.Combine("ptm.db");

    [Fact]
    public async Task A_process_that_is_killed_loses_nothing_acknowledged()
    {
        List<string> acknowledged = [];
        for (int round = 0; round < 3; round++)
        {
            using StoreProcess process = StoreProcess.Start("add", Path, $"round {round}");
            acknowledged.AddRange(await process.ReadLinesAsync(100, Token));
            acknowledged.AddRange(await process.KillAsync(Token));
        }

        await AssertAllThere(acknowledged);
    }

    [Fact]
    public async Task Two_processes_that_create_one_file_and_write_at_once_both_work()
    {
        using StoreProcess one = StoreProcess.Start("add", Path, "one");
        using StoreProcess two = StoreProcess.Start("add", Path, "two");
        List<string>[] lines = await Task.WhenAll(one.ReadLinesAsync(100, Token), two.ReadLinesAsync(100, Token));
        await AssertAllThere([.. lines[0], .. lines[1], .. await one.KillAsync(Token), .. await two.KillAsync(Token)]);
    }

    [Fact]
    public async Task Of_two_processes_that_claim_every_run_is_ones()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Path);
        IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
        string[] keys = [.. Enumerable.Range(0, 300).Select(number => $"r{number}")];
        await Task.WhenAll(keys.Select(key => runs.AddAsync(Samples.Run(key, DateTimeOffset.UnixEpoch), Samples.Spec(), Token)));
        using StoreProcess one = StoreProcess.Start("claim", Path, "one");
        using StoreProcess two = StoreProcess.Start("claim", Path, "two");
        List<string>[] claimed = await Task.WhenAll(one.ReadLinesAsync(int.MaxValue, Token), two.ReadLinesAsync(int.MaxValue, Token));
        Assert.Equal(keys.Order(StringComparer.Ordinal), claimed.SelectMany(lines => lines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_one_stores_the_other_sees_and_is_woken_by()
    {
        await using SqliteDatabase first = SqliteDatabase.Open(Path);
        await using SqliteDatabase second = SqliteDatabase.Open(Path);
        IRunStore one = SqliteStores.Of(first, TimeProvider.System).Runs;
        IRunStore two = SqliteStores.Of(second, TimeProvider.System).Runs;
        await one.AddAsync(Samples.Run("r1", DateTimeOffset.UnixEpoch, idempotencyKey: "k"), Samples.Spec(), Token);
        Assert.Equal("r1", (await two.AddAsync(Samples.Run("r2", DateTimeOffset.UnixEpoch, idempotencyKey: "k"), Samples.Spec(), Token)).RunKey);
        Task wait = two.WaitForChangeAsync("r1", 0, RunState.Queued, TimeSpan.FromHours(1), Token);
        Assert.True(await one.ClaimAsync("r1", "one", TimeSpan.FromHours(1), Token));
        await wait.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.False(await two.ClaimAsync("r1", "two", TimeSpan.FromHours(1), Token));
        wait = two.WaitForChangeAsync("r1", 0, RunState.Running, TimeSpan.FromHours(1), Token);
        Assert.Equal(1, await one.AddResultsAsync("r1", [Samples.Result(2)], Token));
        await wait.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(2, await two.AddResultsAsync("r1", [Samples.Result(2), Samples.Result(0)], Token));
        Assert.Equal([2, 0], await one.ReadResultsAsync("r1", 0, Token).Select(result => result.Index).ToListAsync(Token));
    }

    public void Dispose() => _folder.Dispose();

    async Task AssertAllThere(List<string> acknowledged)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Path);
        Assert.Equal("ok", await database.ReadAsync(session => session.First("PRAGMA integrity_check", row => row.GetString(0)), Token));
        IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
        foreach (string line in acknowledged)
        {
            string key = line.Replace(" has results", "", StringComparison.Ordinal);
            Assert.NotNull(await runs.FindAsync(key, Token));
            Assert.NotNull(await runs.ReadSpecAsync(key, Token));
            if (key != line)
            {
                Assert.Equal([1, 2], await runs.ReadPendingAsync(key, 0, 10, Token));
            }
        }
    }
}
