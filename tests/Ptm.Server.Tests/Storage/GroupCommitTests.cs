using Ptm.Engine.Stores;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Storage;

public sealed class GroupCommitTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Path => _folder.Combine("ptm.db");

    [Fact]
    public async Task Writes_that_wait_are_committed_together_and_one_that_fails_takes_no_other_with_it()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Path);
        using ManualResetEventSlim gate = new();
        Task<int> first = database.WriteAsync(
            session =>
            {
                gate.Wait(Token);
                return Insert(session, "first");
            },
            Token);
        Task<int>[] others = [.. Enumerable.Range(0, 20).Select(number => database.WriteAsync(
            session =>
            {
                Insert(session, $"run {number}");
                return number % 2 == 0 ? number : throw new InvalidDataException("odd");
            },
            Token))];
        gate.Set();
        await first;
        foreach (Task<int> other in others.Where((_, number) => number % 2 == 1))
        {
            Assert.Equal("odd", (await Assert.ThrowsAsync<InvalidDataException>(() => other)).Message);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(number => number * 2), await Task.WhenAll(others.Where((_, number) => number % 2 == 0)));
        List<string> names = await database.ReadAsync(session => session.Query("SELECT subject_id FROM usage", row => row.GetString(0)), Token);
        Assert.Equal([.. Enumerable.Range(0, 10).Select(number => $"run {number * 2}").Prepend("first").Order(StringComparer.Ordinal)], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_process_that_holds_the_file_too_long_makes_writes_fail_with_503_and_reads_go_on()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Path, new() { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
        await runs.AddAsync(Samples.Run("r1", DateTimeOffset.UnixEpoch), Samples.Spec(), Token);
        using (Hold())
        {
            PtmException error = await Assert.ThrowsAsync<PtmException>(() => runs.AddResultsAsync("r1", [Samples.Result(0)], Token));
            Assert.Equal(503, error.Status);
            Assert.DoesNotContain(_folder.Path, error.Message, StringComparison.Ordinal);
            Assert.Equal(4, (await runs.ReadPendingAsync("r1", 0, 10, Token)).Count);
        }

        Assert.Equal(1, await runs.AddResultsAsync("r1", [Samples.Result(0)], Token));
    }

    [Fact]
    public async Task A_write_that_waits_can_be_cancelled_and_one_that_has_begun_is_done()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Path);
        using CancellationTokenSource cancel = new();
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim gate = new();
        Task<int> first = database.WriteAsync(
            session =>
            {
                begun.Set();
                gate.Wait(Token);
                return Insert(session, "first");
            },
            cancel.Token);
        begun.Wait(Token);
        Task<int> second = database.WriteAsync(session => Insert(session, "second"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(TimeSpan.FromSeconds(10), Token));
        gate.Set();
        Assert.Equal(1, await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.WriteAsync(session => Insert(session, "third"), cancel.Token));
        Assert.Equal(["first"], await database.ReadAsync(session => session.Query("SELECT subject_id FROM usage", row => row.GetString(0)), Token));
    }

    [Fact]
    public async Task What_waits_is_committed_when_the_database_is_closed()
    {
        Task<int>[] writes;
        await using (SqliteDatabase database = SqliteDatabase.Open(Path))
        {
            writes = [.. Enumerable.Range(0, 50).Select(number => database.WriteAsync(session => Insert(session, $"run {number}"), Token))];
        }

        await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(10), Token);
        await using SqliteDatabase again = SqliteDatabase.Open(Path);
        Assert.Equal(50, await again.ReadAsync(session => session.First("SELECT count(*) FROM usage", row => row.GetInt32(0)), Token));
    }

    public void Dispose() => _folder.Dispose();

    static int Insert(SqliteSession session, string name) =>
        session.Execute("INSERT INTO usage(subject, subject_id, lifetime, last_request_at) VALUES ('prompt', @name, 1, 1)", ("@name", name));

    SqliteSession Hold()
    {
        SqliteSession session = new($"Data Source={Path};Pooling=False");
        session.Open();
        session.Run("BEGIN IMMEDIATE");
        return session;
    }
}
