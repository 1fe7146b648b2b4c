namespace Ptm.Engine.Scripting;

/// <summary>
/// Runs JavaScript that nobody vouches for: every script in an engine of its own, under limits, on a few threads with a stack of known size.
/// No type of the script engine is named here, so that a run without scripts never loads it.
/// </summary>
internal sealed class ScriptSandbox(ScriptLimits? limits = null) : IDisposable
{
    const int StackSize = 16 * 1024 * 1024;

    static int s_expected;

    readonly ScriptLimits _limits = limits ?? new();
    readonly object _gate = new();
    readonly Queue<ScriptJob> _waiting = new();
    int _live;
    int _idle;
    int _lost;
    bool _disposed;

    /// <summary>
    /// Says that scripts will come. The interpreter's first use costs half a second of one core (compilation, and the machine's time zones),
    /// which then passes while files are still being read.
    /// </summary>
    public static void Expect()
    {
        if (Interlocked.Exchange(ref s_expected, 1) == 0)
        {
            new Thread(ScriptEngine.EnsureWarm) { IsBackground = true, Name = "Ptm script warm-up" }.Start();
        }
    }

    /// <exception cref="ScriptException">The script threw, did not parse or ran into a limit.</exception>
    public async Task<ScriptValue> RunAsync(ScriptCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ScriptJob job = new(call);
        Enqueue(job);
        CancellationTokenRegistration registration = cancellationToken.Register(() => job.Cancel(cancellationToken));
        await using (registration.ConfigureAwait(false))
        {
            return await job.Task.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_waiting.TryDequeue(out ScriptJob? job))
            {
                job.Fail(new ObjectDisposedException(nameof(ScriptSandbox)));
            }

            Monitor.PulseAll(_gate);
        }
    }

    void Enqueue(ScriptJob job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_lost > _limits.LostThreads)
            {
                job.Fail(TooManyLost());
                return;
            }

            _waiting.Enqueue(job);
            if (_idle < _waiting.Count && _live < _limits.Concurrency)
            {
                StartThread();
            }

            Monitor.Pulse(_gate);
        }
    }

    void StartThread()
    {
        _live++;
        _idle++;
        new Thread(Work, StackSize) { IsBackground = true, Name = "Ptm script" }.Start();
    }

    void Work()
    {
        ScriptEngine engine = new(_limits);
        ScriptJob? current = null;
        using Timer watch = new(_ => GiveUp(Volatile.Read(ref current)!), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (Next() is { } job)
        {
            job.StartedAt = Environment.TickCount64;
            Volatile.Write(ref current, job);
            watch.Change(_limits.HardTime, Timeout.InfiniteTimeSpan);
            Run(engine, job);
            lock (_gate)
            {
                job.HasReturned = true;
                if (job.IsAbandoned)
                {
                    _lost--;
                    return;
                }

                _idle++;
            }
        }
    }

    ScriptJob? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_waiting.TryDequeue(out ScriptJob? job))
                {
                    if (!job.IsFinished)
                    {
                        _idle--;
                        return job;
                    }
                }
                else if (_disposed)
                {
                    _live--;
                    _idle--;
                    return null;
                }
                else
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }

    static void Run(ScriptEngine engine, ScriptJob job)
    {
        try
        {
            job.Complete(engine.Run(job.Call));
        }
        catch (ScriptException error)
        {
            job.Fail(error);
        }
#pragma warning disable CA1031 // Nothing that a script makes the engine throw may end the process; the case becomes an error that tells it.
        catch (Exception error)
        {
            job.Fail(new ScriptException($"the script engine failed: {error.Message}", error));
        }
#pragma warning restore CA1031
    }

    void GiveUp(ScriptJob job)
    {
        lock (_gate)
        {
            // A late alarm of the job before must not end this one.
            if (job.HasReturned || Environment.TickCount64 - job.StartedAt < _limits.HardTime.TotalMilliseconds * 0.9)
            {
                return;
            }

            job.Abandon();
            _live--;
            _lost++;
            if (_lost <= _limits.LostThreads && !_disposed)
            {
                StartThread();
            }
            else if (_live == 0)
            {
                while (_waiting.TryDequeue(out ScriptJob? next))
                {
                    next.Fail(TooManyLost());
                }
            }
        }
    }

    ScriptException TooManyLost() =>
        new($"more than {_limits.LostThreads} scripts of this run could not be stopped, so no more are run; look for the first script that was given up");
}
