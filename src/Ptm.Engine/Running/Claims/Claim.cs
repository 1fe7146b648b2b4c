namespace Ptm.Engine.Running.Claims;

/// <summary>One piece of work that a worker has: the lease is prolonged for as long as the work goes on, and the work ends when another worker has the piece.</summary>
#pragma warning disable CA1001 // A source of cancellation without a timer holds nothing, and a stop may come after the end.
internal sealed class Claim(IClaimDesk desk, string id, string worker)
#pragma warning restore CA1001
{
    // How long a piece stays with a worker that does not prolong it: after that, another may take it.
    static readonly TimeSpan s_lease = TimeSpan.FromSeconds(6);

    static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stop = new();
    Task _work = Task.CompletedTask;

    public string Id => id;

    /// <summary>The name of the worker that has it.</summary>
    public string Worker => worker;

    /// <summary>Cancelled when the work is to end: it is stopped, or another worker has it.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Takes the piece, or prolongs the lease.</summary>
    /// <returns>False where it has ended, or another worker has it.</returns>
    public Task<bool> HoldAsync(CancellationToken cancellationToken) => desk.ClaimAsync(id, worker, s_lease, cancellationToken);

    /// <summary>Begins the work.</summary>
    /// <param name="ended">Called when the work has ended, however it did.</param>
    public void Start(Action ended) => _work = Task.Run(async () =>
    {
        try
        {
            await WorkAsync().ConfigureAwait(false);
        }
        finally
        {
            ended();
        }
    });

    /// <summary>Has the work end, and does not wait for that.</summary>
    public void LetGo() => _stop.Cancel();

    /// <summary>Ends the work: what is in flight is cancelled, what came of it before is kept. The piece itself goes on, elsewhere or later.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }

    async Task WorkAsync()
    {
        Task renewing = RenewAsync();
        try
        {
            await desk.GoOnAsync(this).ConfigureAwait(false);
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }
    }

    async Task RenewAsync()
    {
        using PeriodicTimer timer = new(s_renewal, desk.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (!await IsStillHeldAsync().ConfigureAwait(false))
                {
                    await _stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task<bool> IsStillHeldAsync()
    {
        try
        {
            return await HoldAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A full disk, say: nobody else can take the piece either, and what was paid for is still to be kept.
            desk.Tell(e);
            return true;
        }
    }
}
