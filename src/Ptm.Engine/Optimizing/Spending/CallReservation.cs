namespace Ptm.Engine.Optimizing.Spending;

/// <summary>Money that is set aside for one attempt.</summary>
/// <param name="Key">What is asked.</param>
/// <param name="Attempt">Which attempt of the call, from 1.</param>
/// <param name="Provider">Whom.</param>
/// <param name="BoundUsd">How much, in USD.</param>
internal sealed record CallReservation(string Key, int Attempt, string Provider, decimal BoundUsd);
