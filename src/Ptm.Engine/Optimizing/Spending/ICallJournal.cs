namespace Ptm.Engine.Optimizing.Spending;

/// <summary>Where the calls of an optimization are kept. What it was told is on disk when it returns, where the store has one.</summary>
internal interface ICallJournal
{
    /// <summary>Keeps that money is set aside for an attempt, which may then be made; or counts a recorded answer.</summary>
    /// <returns>False where the optimization is no longer this process's: nothing may be asked in its name.</returns>
    /// <exception cref="PtmException">It could not be kept, so nothing may be asked.</exception>
    Task<bool> AddAsync(CallRecord call);

    /// <summary>Keeps what became of an attempt that money was set aside for.</summary>
    /// <exception cref="PtmException">It could not be kept; it counts with all that was set aside.</exception>
    Task SettleAsync(CallRecord call);
}
