using System.Globalization;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Storage;

public sealed class FullDiskTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_full_disk_a_write_fails_with_507_nothing_acknowledged_is_lost_and_room_makes_it_work_again()
    {
        using SmallDisk disk = new(megabytes: 2);
        string path = disk.Combine("ptm.db");
        string filler = disk.Combine("filler");
        await File.WriteAllBytesAsync(filler, new byte[600_000], Token);
        List<int> acknowledged = [];
        await using (SqliteDatabase database = SqliteDatabase.Open(path))
        {
            IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
            await runs.AddAsync(Samples.Run("r1", DateTimeOffset.UnixEpoch, cases: 1000), Samples.Spec(), Token);
            PtmException? full = null;
            for (int index = 0; index < 1000 && full is null; index++)
            {
                full = await TryAdd(runs, index, acknowledged);
            }

            Assert.Equal(507, full?.Status);
            Assert.Contains("disk is full", full?.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(path, full?.Message, StringComparison.Ordinal);
            Assert.NotEmpty(acknowledged);
            Assert.Equal(acknowledged, await Indexes(runs));

            File.Delete(filler);
            Assert.Null(await TryAdd(runs, 999, acknowledged));
            Assert.Equal(acknowledged, await Indexes(runs));
        }

        await using SqliteDatabase again = SqliteDatabase.Open(path);
        Assert.Equal(acknowledged, await Indexes(SqliteStores.Of(again, TimeProvider.System).Runs));
        Assert.Equal("ok", await again.ReadAsync(session => session.First("PRAGMA integrity_check", row => row.GetString(0)), Token));
    }

    [Fact]
    public async Task A_write_that_does_not_fit_takes_none_with_it_that_does()
    {
        using SmallDisk disk = new(megabytes: 2);
        await using SqliteDatabase database = SqliteDatabase.Open(disk.Combine("ptm.db"));
        IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
        await runs.AddAsync(Samples.Run("r1", DateTimeOffset.UnixEpoch, cases: 100), Samples.Spec(), Token);
        Task<int>[] writes = [.. Enumerable.Range(0, 40).Select(index => runs.AddResultsAsync("r1", [Samples.Result(index, text: new string('x', index == 20 ? 3_000_000 : 100))], Token))];
        Assert.Equal(507, (await Assert.ThrowsAsync<PtmException>(() => writes[20])).Status);
        await Task.WhenAll(writes.Where((_, index) => index != 20));
        Assert.Equal([20], (await runs.ReadPendingAsync("r1", 0, 1, Token)));
        Assert.Equal(39, (await Indexes(runs)).Count);
    }

    static async Task<PtmException?> TryAdd(IRunStore runs, int index, List<int> acknowledged)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{index} {new string('x', 20_000)}");
        try
        {
            await runs.AddResultsAsync("r1", [Samples.Result(index, text: text)], Token);
            acknowledged.Add(index);
            return null;
        }
        catch (PtmException error)
        {
            return error;
        }
    }

    static async Task<List<int>> Indexes(IRunStore runs) => await runs.ReadResultsAsync("r1", 0, Token).Select(result => result.Index).ToListAsync(Token);
}
