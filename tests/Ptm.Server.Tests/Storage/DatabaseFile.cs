using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Storage;

/// <summary>A database in a file of its own, gone afterwards.</summary>
internal sealed class DatabaseFile : IAsyncDisposable
{
    readonly TempFolder _folder = new();

    public DatabaseFile() => Database = SqliteDatabase.Open(Path);

    public string Path => _folder.Combine("ptm.db");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public SqliteDatabase Database { get; private set; }

    public PtmStores Stores => SqliteStores.Of(Database, Time);

    /// <summary>Closes the file and opens it again, as after a restart.</summary>
    public async Task ReopenAsync()
    {
        await Database.DisposeAsync();
        Database = SqliteDatabase.Open(Path);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
