namespace Ptm.Engine.Stores.Memory;

/// <summary>Work that is kept in memory: one worker at a time has it, by a lease, and whoever likes waits for what becomes of it. Safe for use by many threads.</summary>
internal abstract class LeasedWork
{
    string? _worker;
    DateTimeOffset _until;
    TaskCompletionSource _changed = NewSignal();

    /// <summary>Held by whoever reads or changes what is kept.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Where the work stands.</summary>
    protected abstract RunState State { get; set; }

    /// <summary>How much has come of it.</summary>
    protected abstract int Progress { get; }

    public bool Claim(string worker, DateTimeOffset now, TimeSpan lease)
    {
        lock (Gate)
        {
            if (State.IsTerminal() || (_worker is not null && _worker != worker && _until > now))
            {
                return false;
            }

            if (_worker != worker)
            {
                LoseOpen();
            }

            if (State == RunState.Queued)
            {
                State = RunState.Running;
                Signal();
            }

            _worker = worker;
            _until = now + lease;
            return true;
        }
    }

    public bool IsUnclaimed(DateTimeOffset now)
    {
        lock (Gate)
        {
            return !State.IsTerminal() && (_worker is null || _until <= now);
        }
    }

    /// <summary>Whether a worker has it.</summary>
    public bool IsHeld(string worker, DateTimeOffset now)
    {
        lock (Gate)
        {
            return !State.IsTerminal() && _worker == worker && _until > now;
        }
    }

    public async Task WaitAsync(long seen, RunState state, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task changed;
        lock (Gate)
        {
            if (Progress > seen || State != state)
            {
                return;
            }

            changed = _changed.Task;
        }

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(atMost, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Gives up what the worker before had under way.</summary>
    protected virtual void LoseOpen()
    {
    }

    /// <summary>Wakes whoever waits.</summary>
    protected void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
