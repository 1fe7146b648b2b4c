using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ptm.Server.Storage;

/// <summary>Opens connections to one file.</summary>
/// <param name="path">The file's absolute path.</param>
/// <param name="busyTimeout">How long a statement waits for what other processes hold.</param>
internal sealed class SqliteFile(string path, TimeSpan busyTimeout)
{
    public string Path => path;

    public TimeSpan BusyTimeout => busyTimeout;

    /// <summary>Opens a connection that writes what is accepted to the disk before it says so.</summary>
    public SqliteSession OpenToWrite() => Open("PRAGMA cache_size = -8192;");

    /// <summary>Opens a connection that cannot write.</summary>
    public SqliteSession OpenToRead() => Open("PRAGMA cache_size = -4096; PRAGMA query_only = ON;");

    SqliteSession Open(string more)
    {
        SqliteConnectionStringBuilder how = new() { DataSource = path, Pooling = false, DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds) };
        SqliteSession session = new(how.ToString());
        try
        {
            session.Open();

            // With a mapped file an error of the disk would be a signal that ends the process.
            session.Run(string.Create(CultureInfo.InvariantCulture, $"""
                PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds};
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA mmap_size = 0;
                PRAGMA journal_size_limit = 67108864;
                {more}
                """));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
