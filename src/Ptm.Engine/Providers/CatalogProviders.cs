namespace Ptm.Engine.Providers;

/// <summary>The providers of a catalog, as <see cref="IPtm"/> shows them.</summary>
internal sealed class CatalogProviders(ProviderCatalog catalog) : IPtmProviders
{
    public Task<IReadOnlyList<ProviderProfile>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult(catalog.List());
}
