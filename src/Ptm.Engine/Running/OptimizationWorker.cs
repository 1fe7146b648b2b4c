using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Ptm.Engine.Running;

/// <summary>Runs the optimizations of a store: takes every one that is nobody's and goes on where its process ended. Several processes share one store.</summary>
internal sealed class OptimizationWorker(OptimizationDesk desk) : IAsyncDisposable
{
    const int MostAtOnce = 16;

    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, ActiveOptimization> _active = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _ending = new();
    readonly Channel<bool> _noticed = Channel.CreateBounded<bool>(1);
    readonly Lock _gate = new();
    Task? _loop;
    int _disposed;

    /// <summary>Begins to look for optimizations, if it has not yet.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _loop ??= Task.Run(LoopAsync);
        }
    }

    /// <summary>Tells that there is a new one.</summary>
    public void Notice()
    {
        Start();
        _noticed.Writer.TryWrite(true);
    }

    /// <summary>Lets go of one that is to be cancelled: calls in flight end, and are counted.</summary>
    public async Task StopAsync(string id, CancellationToken cancellationToken)
    {
        if (_active.TryGetValue(id, out ActiveOptimization? active))
        {
            await active.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the work without waiting for it.</summary>
    public void End()
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            return;
        }

        _ending.Cancel();
        foreach (ActiveOptimization active in _active.Values)
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
                desk.Warn(e.Diagnostics[0]);
                await Task.Delay(s_look, desk.Time).ConfigureAwait(false);
            }
        }
    }

    async Task TakeAsync(CancellationToken cancellationToken)
    {
        int free = MostAtOnce - _active.Count;
        foreach (string id in free <= 0 ? [] : await desk.Store.ReadUnclaimedAsync(free, cancellationToken).ConfigureAwait(false))
        {
            if (!_active.ContainsKey(id) && await desk.ClaimAsync(id, cancellationToken).ConfigureAwait(false))
            {
                ActiveOptimization active = new(desk, id);
                _active[id] = active;
                active.Start(ended: () =>
                {
                    _active.TryRemove(id, out _);
                    _noticed.Writer.TryWrite(true);
                });
            }
        }
    }

    async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource look = new(s_look, desk.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, look.Token);
        try
        {
            await _noticed.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look whether there is one of another process.
        }
    }
}
