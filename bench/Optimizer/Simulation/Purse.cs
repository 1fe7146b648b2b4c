namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>What a strategy may spend.</summary>
internal sealed class Purse(decimal limit)
{
    public decimal SpentUsd { get; private set; }

    /// <summary>Spends, if there is enough and so much is left.</summary>
    public bool TrySpend(decimal cost, decimal kept)
    {
        if (SpentUsd + cost + kept > limit)
        {
            return false;
        }

        SpentUsd += cost;
        return true;
    }
}
