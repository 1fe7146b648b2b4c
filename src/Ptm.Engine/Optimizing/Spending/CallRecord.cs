namespace Ptm.Engine.Optimizing.Spending;

/// <summary>What became of an attempt to have a call answered.</summary>
internal enum CallState
{
    /// <summary>Money is set aside for it, and it may be under way.</summary>
    Reserved,

    /// <summary>It was answered, and is never made again.</summary>
    Answered,

    /// <summary>It surely cost nothing.</summary>
    Released,

    /// <summary>Its answer was lost, and it may have cost all that was set aside.</summary>
    Lost,

    /// <summary>It was answered by a cassette, which counts with what the answer cost when it was recorded, so that a replay decides the same.</summary>
    Recorded,
}

/// <summary>An attempt to have a call answered.</summary>
/// <param name="Key">What was asked: equal for equal calls.</param>
/// <param name="Attempt">Which attempt of the call, from 1.</param>
/// <param name="Provider">Whom.</param>
/// <param name="State">What became of it.</param>
/// <param name="BoundUsd">What it could cost at most, in USD.</param>
/// <param name="CostUsd">What it cost, in USD; what it may have cost where its answer was lost.</param>
/// <param name="Output">The answer; null for none.</param>
internal sealed record CallRecord(string Key, int Attempt, string Provider, CallState State, decimal BoundUsd, decimal CostUsd, ModelOutput? Output = null);
