using Microsoft.Data.Sqlite;

namespace Ptm.Server.Storage;

/// <summary>A write that waits for its commit. It may be run more than once, and only the last run counts.</summary>
internal abstract class PendingWrite
{
    int _taken;

    /// <summary>Takes the write to run or to cancel it; only the first succeeds.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public abstract void Run(SqliteSession session);

    /// <summary>Tells that the last run is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class PendingWrite<T>(Func<SqliteSession, T> write) : PendingWrite
{
    readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T _result = default!;

    public Task<T> Committed => _done.Task;

    public override void Run(SqliteSession session) => _result = write(session);

    public override void Complete() => _done.TrySetResult(_result);

    // An exception a caller: each adds its own trace.
    public override void Fail(Exception error) => _done.TrySetException(error is SqliteException sqlite ? SqliteErrors.OfRequest(sqlite) : error);

    /// <summary>Cancels the write, unless it has begun: then it ends as it would have.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryTake())
        {
            _done.TrySetCanceled(cancellationToken);
        }
    }
}
