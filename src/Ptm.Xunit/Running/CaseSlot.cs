namespace Ptm.Xunit.Running;

/// <summary>A case's place among those that run at once, given back when its evaluation and its body are done.</summary>
internal sealed class CaseSlot : IDisposable
{
    readonly List<SemaphoreSlim> _places = [];
    int _isReleased;

    /// <summary>Holds a place that has been waited for.</summary>
    public void Hold(SemaphoreSlim place) => _places.Add(place);

    /// <summary>Waits for a place of one kind. Of several kinds the scarcest is waited for first, so that who waits there keeps nobody from the others.</summary>
    public async Task EnterAsync(SemaphoreSlim place, CancellationToken cancellationToken)
    {
        await place.WaitAsync(cancellationToken).ConfigureAwait(false);
        Hold(place);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            foreach (SemaphoreSlim place in _places)
            {
                place.Release();
            }
        }
    }
}
