using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ptm.Server.Storage;

/// <summary>
/// The one writer of the process. Writes that wait are committed together, and each is told after the commit is on disk:
/// many small writes share one flush. A write that fails takes no other with it.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    const int MaxWrites = 256;
    static readonly TimeSpan s_longestGathering = TimeSpan.FromMilliseconds(20);

    readonly SqliteFile _file;
    readonly BlockingCollection<PendingWrite> _queue = [];
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    SqliteSession? _session;

    /// <summary>Starts the writer.</summary>
    /// <param name="file">The file.</param>
    /// <param name="session">A connection that writes.</param>
    public GroupCommit(SqliteFile file, SqliteSession session)
    {
        _file = file;
        _session = session;

        // SQLite blocks while the disk works, which would take a thread from requests.
        new Thread(Work) { IsBackground = true, Name = "ptm database writer" }.Start();
    }

    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public void Add(PendingWrite write)
    {
        try
        {
            _queue.Add(write);
        }
        catch (InvalidOperationException error)
        {
            throw new ObjectDisposedException("The database is closed.", error);
        }
    }

    /// <summary>Commits what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
        _queue.Dispose();
    }

    void Work()
    {
        List<PendingWrite> group = [];
        foreach (PendingWrite first in _queue.GetConsumingEnumerable())
        {
            if (first.TryTake())
            {
                group.Add(first);
                Commit(group, MaxWrites);
                group.Clear();
            }
        }

        _session?.Dispose();
        _ended.SetResult();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails is told to those whose writes they were, and the writer goes on.")]
    void Commit(List<PendingWrite> group, int most)
    {
        try
        {
            CommitTogether(group, most);
        }
        catch (Exception error)
        {
            LeaveTransaction(error);
            if (most == 1 || error is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY })
            {
                group.ForEach(write => write.Fail(error));
                return;
            }

            // One of them may be to blame, such as the one that fills the disk: each gets a chance of its own.
            foreach (PendingWrite write in group)
            {
                Commit([write], most: 1);
            }
        }
    }

    void CommitTogether(List<PendingWrite> group, int most)
    {
        _session ??= _file.OpenToWrite();
        _session.BeginImmediate(_file.BusyTimeout);
        List<(PendingWrite Write, Exception Error)> failed = [];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < group.Count; i++)
        {
            if (Run(_session, group[i]) is { } error)
            {
                failed.Add((group[i], error));
            }

            if (i == group.Count - 1 && group.Count < most && Stopwatch.GetElapsedTime(start) < s_longestGathering)
            {
                TakeNext(group);
            }
        }

        _session.Execute("COMMIT");
        foreach ((PendingWrite write, Exception error) in failed)
        {
            write.Fail(error);
        }

        // A write that has failed is not completed by this.
        group.ForEach(write => write.Complete());
    }

    void TakeNext(List<PendingWrite> group)
    {
        while (_queue.TryTake(out PendingWrite? next))
        {
            if (next.TryTake())
            {
                group.Add(next);
                return;
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Told to the one whose write it was.")]
    static Exception? Run(SqliteSession session, PendingWrite write)
    {
        session.Execute("SAVEPOINT one_write");
        try
        {
            write.Run(session);
            session.Execute("RELEASE one_write");
            return null;
        }
        catch (Exception error)
        {
            // On a full disk SQLite may have given up the whole transaction: then the others have to be run again.
            if (!session.InTransaction)
            {
                throw;
            }

            session.Execute("ROLLBACK TO one_write");
            session.Execute("RELEASE one_write");
            return error;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A connection that cannot even roll back is given up.")]
    void LeaveTransaction(Exception error)
    {
        try
        {
            if (_session is { InTransaction: true })
            {
                _session.Run("ROLLBACK");
            }

            switch (error)
            {
                case SqliteException { SqliteErrorCode: raw.SQLITE_BUSY }:
                    return;
                case SqliteException { SqliteErrorCode: raw.SQLITE_FULL }:
                    // The log may be what fills the disk: once it is written back, it begins anew and needs no more room.
                    _session?.Run("PRAGMA wal_checkpoint(PASSIVE)");
                    return;
                default:
                    break;
            }
        }
        catch (Exception)
        {
        }

        _session?.Dispose();
        _session = null;
    }
}
