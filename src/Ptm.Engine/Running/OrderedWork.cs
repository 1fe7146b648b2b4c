namespace Ptm.Engine.Running;

/// <summary>
/// Hands out a plan's cases one by one, as workers ask for them, and hands their results on in the plan's order: a result waits for those before it,
/// and no case is handed out that is more than a window ahead of the slowest. So neither cases nor results pile up, however many there are.
/// </summary>
internal sealed class OrderedWork : IDisposable
{
    readonly IEnumerator<PlannedCase> _cases;
    readonly CaseResult?[] _window;
    readonly SemaphoreSlim _places;
    readonly Action<CaseResult> _next;
    readonly Action<PlannedCase, CaseResult>? _onResult;
    readonly Lock _taking = new();
    readonly Lock _handing = new();
    long _taken;
    long _handed;
    bool _isEmpty;

    /// <param name="cases">The plan's cases.</param>
    /// <param name="window">How far a case may be ahead of the slowest.</param>
    /// <param name="next">Given each result in the plan's order.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    public OrderedWork(IEnumerable<PlannedCase> cases, int window, Action<CaseResult> next, Action<PlannedCase, CaseResult>? onResult)
    {
        _cases = cases.GetEnumerator();
        _window = new CaseResult?[window];
        _places = new(window);
        _next = next;
        _onResult = onResult;
    }

    /// <summary>The next case with its position; null when there is none.</summary>
    /// <exception cref="PtmException">The cases' source cannot be read any more.</exception>
    public async ValueTask<(long Position, PlannedCase Case)?> TakeAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_taking)
        {
            // Set before it is asked, so that a source that failed is not asked again.
            if (!_isEmpty)
            {
                _isEmpty = true;
                _isEmpty = !_cases.MoveNext();
            }

            if (!_isEmpty)
            {
                return (_taken++, _cases.Current);
            }
        }

        _places.Release();
        return null;
    }

    /// <summary>Takes the result of a case that was handed out.</summary>
    public void Put(long position, PlannedCase planned, CaseResult result)
    {
        lock (_handing)
        {
            _onResult?.Invoke(planned, result);
            _window[position % _window.Length] = result;
            while (_window[_handed % _window.Length] is { } next)
            {
                _window[_handed % _window.Length] = null;
                _handed++;
                _next(next);
                _places.Release();
            }
        }
    }

    /// <summary>Hands on what waits for results that will not come.</summary>
    public void Flush()
    {
        lock (_handing)
        {
            for (; _handed < _taken; _handed++)
            {
                if (_window[_handed % _window.Length] is { } result)
                {
                    _window[_handed % _window.Length] = null;
                    _next(result);
                }
            }
        }
    }

    public void Dispose()
    {
        _cases.Dispose();
        _places.Dispose();
    }
}
