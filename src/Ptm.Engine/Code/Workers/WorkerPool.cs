namespace Ptm.Engine.Code.Workers;

/// <summary>
/// The workers of one engine. As many as the machine has processors start at once; more only when a call has waited a moment,
/// which tells calls that wait for something (a service) from calls that compute.
/// </summary>
internal sealed class WorkerPool(CodeLimits limits) : IDisposable
{
    static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);

    readonly SemaphoreSlim _first = new(Math.Min(Math.Max(2, Environment.ProcessorCount), limits.Processes));
    readonly SemaphoreSlim _more = new(Math.Max(0, limits.Processes - Math.Max(2, Environment.ProcessorCount)));
    readonly Lock _gate = new();
    readonly List<(WorkerStart Start, Worker Worker)> _idle = [];
    readonly HashSet<Worker> _busy = [];
    bool _disposed;

    /// <summary>Runs one call on a worker that is free, or on a new one. The time limit begins when the worker has it.</summary>
    /// <exception cref="TimeoutException">It did not answer in time; its interpreter was ended.</exception>
    /// <exception cref="InvalidDataException">The answer, or what was printed, is too long, or there is none.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The interpreter cannot be started.</exception>
    public async Task<byte[]> AskAsync(WorkerStart start, byte[] request, TimeSpan time, CancellationToken cancellationToken)
    {
        SemaphoreSlim slot = await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Worker worker = Take(start);
            bool whole = false;
            try
            {
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(time);
                byte[]? answer = await worker.AskAsync(request, limit.Token).ConfigureAwait(false);
                whole = answer is not null;
                return answer ?? throw new InvalidDataException(await worker.LastWordsAsync().ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException();
            }
            finally
            {
                Return(start, worker, whole);
            }
        }
        finally
        {
            Release(slot);
        }
    }

    public void Dispose()
    {
        Worker[] all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _idle.Select(idle => idle.Worker), .. _busy];
            _idle.Clear();
        }

        foreach (Worker worker in all)
        {
            worker.Dispose();
        }

        // Nobody releases a slot any more: they look first, under the lock.
        _first.Dispose();
        _more.Dispose();
    }

    async Task<SemaphoreSlim> EnterAsync(CancellationToken cancellationToken)
    {
        while (!await _first.WaitAsync(s_moment, cancellationToken).ConfigureAwait(false))
        {
            if (_more.Wait(0, CancellationToken.None))
            {
                return _more;
            }
        }

        return _first;
    }

    void Release(SemaphoreSlim slot)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                slot.Release();
            }
        }
    }

    Worker Take(WorkerStart start)
    {
        Worker? surplus = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            int index = _idle.FindLastIndex(idle => idle.Start.Key == start.Key);
            if (index >= 0)
            {
                Worker known = _idle[index].Worker;
                _idle.RemoveAt(index);
                _busy.Add(known);
                return known;
            }

            int oldest = _idle.Count + _busy.Count >= limits.Processes ? _idle.FindIndex(idle => !idle.Start.KeepsState) : -1;
            if (oldest >= 0)
            {
                surplus = _idle[oldest].Worker;
                _idle.RemoveAt(oldest);
            }
        }

        surplus?.Dispose();
        Worker worker = Worker.Start(start, limits);
        lock (_gate)
        {
            _busy.Add(worker);
        }

        return worker;
    }

    void Return(WorkerStart start, Worker worker, bool whole)
    {
        lock (_gate)
        {
            _busy.Remove(worker);
            if (whole && !_disposed)
            {
                _idle.Add((start, worker));
                return;
            }
        }

        worker.Dispose();
    }
}
