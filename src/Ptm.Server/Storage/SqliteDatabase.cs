using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Ptm.Server.Storage;

/// <summary>One SQLite file: what was written is on disk when it is told so. Safe for use by many threads; other processes may use the file meanwhile.</summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    readonly SqliteFile _file;
    readonly GroupCommit _writer;
    readonly ConcurrentBag<SqliteSession> _idle = [];
    readonly SemaphoreSlim _reading;
    readonly int _readers;
    bool _disposed;

    SqliteDatabase(SqliteFile file, SqliteSession session, int readers)
    {
        _file = file;
        _writer = new(file, session);
        _readers = readers;
        _reading = new(readers);
    }

    /// <summary>Opens a file, creates it where there is none, and gives it the newest tables.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="options">How to use it; null for the defaults.</param>
    /// <exception cref="PtmException">The file cannot be opened, created or written, is no database of this program, or a newer version wrote it.</exception>
    public static SqliteDatabase Open(string path, SqliteDatabaseOptions? options = null) => Open(path, options ?? new(), Schema.Newest);

    internal static SqliteDatabase Open(string path, SqliteDatabaseOptions options, int version)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        SqliteFile file = new(Path.GetFullPath(path), options.BusyTimeout);
        SqliteSession? session = null;
        try
        {
            session = file.OpenToWrite();
            Schema.Migrate(session, file, version);
            SqliteDatabase database = new(file, session, Math.Max(1, options.Readers));
            session = null;
            return database;
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.OfFile(file.Path, error);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>Writes in a transaction; when this returns, it is on disk.</summary>
    /// <param name="write">What to write. It may be run again after a failure, so it changes nothing but the database. What it throws undoes it, and nothing else.</param>
    /// <param name="cancellationToken">Ends the wait of a write that has not begun; one that has ends as it would have.</param>
    /// <exception cref="PtmException">The disk is full (507), or the database cannot be written now (503).</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PendingWrite<T> pending = new(write);
        _writer.Add(pending);
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static (state, token) => ((PendingWrite<T>)state!).Cancel(token), pending);
        await using (registration.ConfigureAwait(false))
        {
            return await pending.Committed.ConfigureAwait(false);
        }
    }

    /// <summary>Writes when it can be; nobody waits, and a failure is nobody's.</summary>
    public void Post(Action<SqliteSession> write)
    {
        PendingWrite<bool> pending = new(session =>
        {
            write(session);
            return true;
        });
        _ = pending.Committed.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _writer.Add(pending);
    }

    /// <summary>Reads what was committed.</summary>
    /// <exception cref="PtmException">The database cannot be read now (503).</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (!await _reading.WaitAsync(_file.BusyTimeout, cancellationToken).ConfigureAwait(false))
        {
            throw SqliteErrors.TooManyReaders();
        }

        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
            {
                session = _file.OpenToRead();
            }

            T result = read(session);
            _idle.Add(session);
            session = null;
            return result;
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.OfRequest(error);
        }
        finally
        {
            // Whatever failed may have been the connection.
            session?.Dispose();
            _reading.Release();
        }
    }

    /// <summary>Commits what waits, lets reads end, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _writer.DisposeAsync().ConfigureAwait(false);
        for (int i = 0; i < _readers; i++)
        {
            await _reading.WaitAsync(_file.BusyTimeout).ConfigureAwait(false);
        }

        while (_idle.TryTake(out SqliteSession? session))
        {
            session.Dispose();
        }

        _reading.Dispose();
    }
}
