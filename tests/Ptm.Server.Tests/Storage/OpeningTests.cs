using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Storage;

public sealed class OpeningTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Path => _folder.Combine("ptm.db");

    [Fact]
    public async Task A_file_that_is_not_there_is_created_and_left_alone_when_it_is()
    {
        await SqliteDatabase.Open(Path).DisposeAsync();
        byte[] first = await File.ReadAllBytesAsync(Path, Token);
        await SqliteDatabase.Open(Path).DisposeAsync();
        Assert.Equal(first, await File.ReadAllBytesAsync(Path, Token));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task An_older_file_gets_what_it_lacks_and_keeps_what_it_has()
    {
        await using (SqliteDatabase older = SqliteDatabase.Open(Path, new(), 1))
        {
            byte[] content = StoredJson.Write(Samples.Prompt());
            await older.WriteAsync(
                session => session.Execute("INSERT INTO prompt(id, owner, team, scope, newest) VALUES ('support.refund', 'ann', 'red', 'team_visible', 1)")
                    + session.Execute("INSERT INTO prompt_version(prompt_id, version, hash, created_at, created_by, content) VALUES ('support.refund', 1, 'sha256:1', 0, 'ann', @content)", ("@content", content)),
                Token);
            await Assert.ThrowsAsync<PtmException>(() => new TokenStore(older, TimeProvider.System).AnyAsync(Token));
        }

        await using SqliteDatabase database = SqliteDatabase.Open(Path);
        Assert.False(await new TokenStore(database, TimeProvider.System).AnyAsync(Token));
        IPromptStore prompts = SqliteStores.Of(database, TimeProvider.System).Prompts;
        Assert.False((await prompts.FindAsync("support.refund", 1, Token))!.IsProposal);
        Assert.Equal(2, (await prompts.AddProposalAsync(Samples.Prompt(text: "Better {{ question }}"), "optimization/1", Token))!.Prompt.Version);
    }

    [Fact]
    public async Task Optimizations_of_an_older_file_are_kept_and_continue_nothing()
    {
        await using (SqliteDatabase older = SqliteDatabase.Open(Path, new(), 3))
        {
            await older.WriteAsync(
                session => session.Execute(
                    "INSERT INTO optimization(optimization_key, prompt_id, owner, scope, may_propose, state, created_at, look, limit_nano, settings, prompt) VALUES ('o1', 'support.refund', 'ann', 'private', 0, 'cancelled', 0, 1, 1, x'', x'')"),
                Token);
        }

        await using SqliteDatabase database = SqliteDatabase.Open(Path);
        IOptimizationStore optimizations = SqliteStores.Of(database, TimeProvider.System).Optimizations!;
        StoredOptimization kept = (await optimizations.FindAsync("o1", Token))!;
        Assert.Equal((RunState.Cancelled, null, null, false), (kept.State, kept.Fingerprint, kept.Continues, kept.IsUnfinished));
        Assert.Null(await optimizations.FindUnfinishedAsync("support.refund", "ann", "f", Token));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        await SqliteDatabase.Open(Path).DisposeAsync();
        Change("PRAGMA user_version = 99");
        byte[] before = await File.ReadAllBytesAsync(Path, Token);
        Assert.Contains("newer version of ptm", Refusal(Path), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path, Token));
    }

    [Theory]
    [InlineData("CREATE TABLE theirs(x)")]
    [InlineData("PRAGMA application_id = 7")]
    [InlineData("PRAGMA user_version = 1")]
    public async Task A_database_of_another_program_is_refused_and_left_alone(string statement)
    {
        Change(statement);
        byte[] before = await File.ReadAllBytesAsync(Path, Token);
        Assert.Contains("another program", Refusal(Path), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path, Token));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100_000)]
    public void A_file_that_is_no_database_is_refused(int length) =>
        Assert.Contains("no SQLite database", Refusal(_folder.Write("notes.txt", new string('x', length))), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_refused() => Assert.Contains("is a folder", Refusal(_folder.Path), StringComparison.Ordinal);

    [Fact]
    public void A_missing_folder_is_named() => Assert.Contains("folder does not exist", Refusal(_folder.Combine("absent/ptm.db")), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "")]
    [InlineData("optimizations/", "optimizations/\n")]
    [InlineData("*\n", "*\n", "")]
    public void In_a_folder_that_belongs_into_a_repository_the_database_is_left_out_of_it_once(string? before, string kept, string added = "# A server's database: digests of tokens, prompts, results.\nptm.db*\n")
    {
        if (before is not null)
        {
            _folder.Write(".ptm/.gitignore", before);
        }

        DatabaseFolder.Create(_folder.Combine(".ptm/ptm.db"));
        DatabaseFolder.Create(_folder.Combine(".ptm/ptm.db"));

        Assert.Equal(kept + added, File.ReadAllText(_folder.Combine(".ptm/.gitignore")));
    }

    [Fact]
    public void A_path_below_a_file_is_refused() => Assert.Contains("folder does not exist", Refusal(System.IO.Path.Combine(_folder.Write("file", ""), "ptm.db")), StringComparison.Ordinal);

    [Fact]
    public async Task A_read_only_disk_is_refused_with_a_database_on_it_and_without()
    {
        using SmallDisk disk = new(megabytes: 4);
        await SqliteDatabase.Open(disk.Combine("ptm.db")).DisposeAsync();
        disk.MakeReadOnly();
        Assert.Contains("read-only", Refusal(disk.Combine("ptm.db")), StringComparison.Ordinal);
        Assert.Contains("read-only", Refusal(disk.Combine("new.db")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_open_a_new_file_at_once_all_have_it()
    {
        SqliteDatabase[] databases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteDatabase.Open(Path), Token)));
        foreach (SqliteDatabase database in databases)
        {
            Assert.False(await new TokenStore(database, TimeProvider.System).AnyAsync(Token));
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_that_is_closed_says_so()
    {
        SqliteDatabase database = SqliteDatabase.Open(Path);
        await database.DisposeAsync();
        await database.DisposeAsync();
        IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => runs.ClaimAsync("r", "w", TimeSpan.Zero, Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => runs.FindAsync("r", Token));
    }

    public void Dispose() => _folder.Dispose();

    void Change(string statement)
    {
        using SqliteSession session = new($"Data Source={Path};Pooling=False");
        session.Open();
        session.Run(statement);
    }

    static string Refusal(string path)
    {
        PtmException error = Assert.Throws<PtmException>(() => SqliteDatabase.Open(path));
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
