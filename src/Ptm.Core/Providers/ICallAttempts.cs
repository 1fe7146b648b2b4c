namespace Ptm;

/// <summary>Is asked each time that a call is about to be sent to a service, which may charge for each.</summary>
internal interface ICallAttempts
{
    /// <summary>Asked before it is sent, the first time too; throws where it must not be.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Told that it was sent and came to nothing.</summary>
    /// <param name="mayBeCharged">False where the service surely charges nothing: it was not reached, or refused the request.</param>
    ValueTask FailedAsync(bool mayBeCharged);
}
