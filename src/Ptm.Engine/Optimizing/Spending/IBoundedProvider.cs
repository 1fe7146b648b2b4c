namespace Ptm.Engine.Optimizing.Spending;

/// <summary>A provider that can tell what a call costs at most.</summary>
internal interface IBoundedProvider
{
    /// <summary>USD; null where that is only known once a call was answered.</summary>
    /// <exception cref="PtmException">It has no bound.</exception>
    decimal? BoundUsd(ProviderRequest request);
}
