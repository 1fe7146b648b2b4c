using System.Collections.Concurrent;
using System.Threading.Channels;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>
/// Evaluates the runs of a store. It takes every run that is nobody's, evaluates the indexes without a result, and ends the run when there is none left;
/// so it goes on where a process ended, and several processes share one store. Nothing about a run is known here alone.
/// </summary>
internal sealed class RunWorker : IAsyncDisposable
{
    const int MostRunsAtOnce = 64;

    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    readonly RunDesk _desk;
    readonly TimeProvider _time;
    readonly ConcurrentDictionary<string, ActiveRun> _active = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _ending = new();
    readonly SemaphoreSlim _slots;

    // Every look reads all that is new, so one signal stands for many.
    readonly Channel<bool> _noticed = Channel.CreateBounded<bool>(1);

    readonly Lock _gate = new();
    Task? _loop;
    int _disposed;

    public RunWorker(IRunStore store, Evaluator evaluator, int maxConcurrency, TimeProvider time, Action<Diagnostic> warn)
    {
        _time = time;
        _slots = new(maxConcurrency);
        _desk = new(store, evaluator, _slots, maxConcurrency, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():n}", time, warn);
    }

    /// <summary>How many cases are evaluated at once.</summary>
    public SemaphoreSlim Slots => _slots;

    /// <summary>Begins to look for runs, if it has not yet.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _loop ??= Task.Run(LoopAsync);
        }
    }

    /// <summary>Tells that there is a new run.</summary>
    public void Notice()
    {
        Start();
        Wake();
    }

    /// <summary>Lets go of a run that is to be cancelled: cases in flight end, and their results are kept where they have any.</summary>
    public async Task StopAsync(string runKey, CancellationToken cancellationToken)
    {
        if (_active.TryGetValue(runKey, out ActiveRun? active))
        {
            await active.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the work without waiting for it.</summary>
    public void End()
    {
        _ending.Cancel();
        foreach (ActiveRun active in _active.Values)
        {
            _ = active.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(false);
        }

        await Task.WhenAll(_active.Values.Select(active => active.StopAsync())).ConfigureAwait(false);
        _ending.Dispose();
        _slots.Dispose();
    }

    async Task LoopAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await TakeAsync(_ending.Token).ConfigureAwait(false);
                await WaitAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (PtmException e)
            {
                // A store that cannot be read now may be readable later.
                _desk.Warn(e.Diagnostics[0]);
                await Task.Delay(s_look, _time).ConfigureAwait(false);
            }
        }
    }

    async Task TakeAsync(CancellationToken cancellationToken)
    {
        int free = MostRunsAtOnce - _active.Count;
        if (free <= 0)
        {
            return;
        }

        foreach (string runKey in await _desk.Store.ReadUnclaimedAsync(free, cancellationToken).ConfigureAwait(false))
        {
            if (!_active.ContainsKey(runKey) && await _desk.ClaimAsync(runKey, cancellationToken).ConfigureAwait(false))
            {
                ActiveRun active = new(_desk, runKey);
                _active[runKey] = active;
                active.Start(ended: () =>
                {
                    _active.TryRemove(runKey, out _);
                    Wake();
                });
            }
        }
    }

    async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource look = new(s_look, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, look.Token);
        try
        {
            await _noticed.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look whether there is a run of another process.
        }
    }

    void Wake() => _noticed.Writer.TryWrite(true);
}
