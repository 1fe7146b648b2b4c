using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class ProvidersClient(PtmHttp http) : IPtmProviders
{
    public Task<IReadOnlyList<ProviderProfile>> ListAsync(CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<ProviderProfile>>(http.To(PtmOperations.ListProviders), cancellationToken);
}
