using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Ptm.Engine.Running.Claims;

/// <summary>Works on what a store keeps open: claims every piece that is nobody's, and has the desk go on with it. Nothing about a piece is known here alone.</summary>
internal sealed class Worker(IClaimDesk desk) : IAsyncDisposable
{
    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():n}";
    readonly ConcurrentDictionary<string, Claim> _claims = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _ending = new();

    // Every look reads all that is new, so one signal stands for many.
    readonly Channel<bool> _noticed = Channel.CreateBounded<bool>(1);

    readonly Lock _gate = new();
    Task? _loop;
    int _disposed;

    /// <summary>Begins to look for work, if it has not yet.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _loop ??= Task.Run(LoopAsync);
        }
    }

    /// <summary>Tells that there is something new.</summary>
    public void Notice()
    {
        Start();
        Wake();
    }

    /// <summary>Lets go of a piece that is to be cancelled: what is in flight ends, and what came of it is kept.</summary>
    public async Task StopAsync(string id, CancellationToken cancellationToken)
    {
        if (_claims.TryGetValue(id, out Claim? claim))
        {
            await claim.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
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
        foreach (Claim claim in _claims.Values)
        {
            _ = claim.StopAsync();
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

        await Task.WhenAll(_claims.Values.Select(claim => claim.StopAsync())).ConfigureAwait(false);
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
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A store that cannot be read now may be readable later.
                desk.Tell(e);
                await Task.Delay(s_look, desk.Time).ConfigureAwait(false);
            }
        }
    }

    async Task TakeAsync(CancellationToken cancellationToken)
    {
        int free = desk.MostAtOnce - _claims.Count;
        foreach (string id in free <= 0 ? [] : await desk.ReadUnclaimedAsync(free, cancellationToken).ConfigureAwait(false))
        {
            Claim claim = new(desk, id, _name);
            if (!_claims.ContainsKey(id) && await claim.HoldAsync(cancellationToken).ConfigureAwait(false))
            {
                _claims[id] = claim;
                claim.Start(ended: () =>
                {
                    _claims.TryRemove(id, out _);
                    Wake();
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
            // Time to look whether there is something of another process.
        }
    }

    void Wake() => _noticed.Writer.TryWrite(true);
}
