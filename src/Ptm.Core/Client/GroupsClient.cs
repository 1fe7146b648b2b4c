using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class GroupsClient(PtmHttp http) : IPtmGroups
{
    public Task<IReadOnlyList<PromptGroup>> ListAsync(CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<PromptGroup>>(http.To(PtmOperations.ListGroups), cancellationToken);
}
