namespace Ptm.Xunit.Running;

/// <summary>A case's place among those that run at once, given back when its evaluation and its body are done.</summary>
internal sealed class CaseSlot : IDisposable
{
    readonly SemaphoreSlim? _process;
    readonly SemaphoreSlim? _config;
    int _isReleased;

    CaseSlot(SemaphoreSlim? process, SemaphoreSlim? config) => (_process, _config) = (process, config);

    /// <summary>Waits for a place in the process and, where the case's config says how many of its cases run at once, among those.</summary>
    /// <param name="process">The places of the process.</param>
    /// <param name="config">The places of the config; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<CaseSlot> EnterAsync(SemaphoreSlim process, SemaphoreSlim? config, CancellationToken cancellationToken)
    {
        // The config's first: who waits there must not keep cases of other configs from running.
        await (config?.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            config?.Release();
            throw;
        }

        return new(process, config);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _process?.Release();
            _config?.Release();
        }
    }
}
