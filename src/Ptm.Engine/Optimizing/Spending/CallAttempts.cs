namespace Ptm.Engine.Optimizing.Spending;

/// <summary>The attempts of one call, each with money of its own set aside.</summary>
internal sealed class CallAttempts(string provider, string key, decimal bound, CallLedger ledger, CallReservation first) : ICallAttempts
{
    CallReservation? _held = first;
    bool _hasBegun;

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _held = await ledger.TryReserveAsync(provider, key, bound).ConfigureAwait(false) ?? throw new MoneyAwaitedException();
    }

    public async ValueTask FailedAsync(bool mayBeCharged)
    {
        if (Take() is { } held)
        {
            await (mayBeCharged ? ledger.LoseAsync(held) : ledger.ReleaseAsync(held)).ConfigureAwait(false);
        }
    }

    public Task AnswerAsync(ModelOutput output) => Take() is { } held ? ledger.AnswerAsync(held, output) : Task.CompletedTask;

    /// <summary>What ended otherwise may have been charged.</summary>
    public Task EndAsync() => Take() is { } held ? ledger.LoseAsync(held) : Task.CompletedTask;

    CallReservation? Take()
    {
        CallReservation? held = _held;
        _held = null;
        return held;
    }
}

/// <summary>Another attempt has to wait for money that other calls hold.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught here alone.
internal sealed class MoneyAwaitedException() : Exception("Another attempt has to wait for money that other calls hold.");
#pragma warning restore CA1032, CA1064
