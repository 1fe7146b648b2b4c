namespace Ptm.Server.Http.Endpoints;

/// <summary>Providers and groups.</summary>
internal static class CatalogOperations
{
    public static IEnumerable<Operation> All { get; } =
    [
        Operation.Read(PtmOperations.ListProviders, "Lists providers; never their keys.", call => call.Ptm.Providers.ListAsync(call.Aborted)),
        Operation.Read(PtmOperations.ListGroups, "Lists the groups that prompts belong to.", call => call.Ptm.Groups.ListAsync(call.Aborted)),
    ];
}
