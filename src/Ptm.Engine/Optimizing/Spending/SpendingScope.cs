namespace Ptm.Engine.Optimizing.Spending;

/// <summary>
/// What is asked on behalf of one piece of work, such as a case with its judges: how much of the money it has to leave, and whether the money sufficed.
/// Travels with the work, for a call that was refused may reach it as an error of whatever asked.
/// </summary>
internal sealed class SpendingScope : IDisposable
{
    static readonly AsyncLocal<SpendingScope?> s_current = new();

#pragma warning disable CA2213 // Whoever began the outer work ends it.
    readonly SpendingScope? _outer = s_current.Value;
#pragma warning restore CA2213

    SpendingScope(decimal keptUsd) => KeptUsd = keptUsd;

    /// <summary>The work at hand; null where nobody said.</summary>
    public static SpendingScope? Current => s_current.Value;

    /// <summary>What has to be left of the money, in USD.</summary>
    public decimal KeptUsd { get; }

    /// <summary>Whether a call was refused for want of money.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Begins a piece of work, until it is disposed.</summary>
    public static SpendingScope Begin(decimal keptUsd)
    {
        SpendingScope scope = new(keptUsd);
        s_current.Value = scope;
        return scope;
    }

    public void Dispose() => s_current.Value = _outer;

    public void Refuse() => IsShort = true;
}
