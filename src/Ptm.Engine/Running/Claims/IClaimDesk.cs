namespace Ptm.Engine.Running.Claims;

/// <summary>Work of one kind that a store keeps. One worker at a time has a piece of it, by a lease, and goes on where the last one ended; so several processes share one store.</summary>
internal interface IClaimDesk
{
    /// <summary>How many pieces a worker has at once.</summary>
    int MostAtOnce { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Told what went wrong and goes on.</summary>
    Action<Diagnostic> Warn { get; }

    /// <summary>Reads which open pieces are nobody's, the oldest first.</summary>
    Task<IReadOnlyList<string>> ReadUnclaimedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes a piece, or prolongs the lease.</summary>
    /// <returns>False where it has ended, or another worker has it.</returns>
    Task<bool> ClaimAsync(string id, string worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Goes on with a piece until it has ended, or the claim is let go of. What fails for good is ended as failed; whatever else is left open is taken up again.</summary>
    Task GoOnAsync(Claim claim);
}
