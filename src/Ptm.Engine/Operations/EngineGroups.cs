using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>The groups that a caller's prompts name.</summary>
internal sealed class EngineGroups(PtmStores stores, PtmCaller caller) : IPtmGroups
{
    readonly PromptLookup _lookup = new(stores.Prompts, caller);

    public async Task<IReadOnlyList<PromptGroup>> ListAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<StoredPrompt> visible = await _lookup.ListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. visible
                .Where(stored => stored.Prompt.Group is { Length: > 0 })
                .GroupBy(stored => stored.Prompt.Group!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new PromptGroup { Name = group.Key, PromptCount = group.Count() }),
        ];
    }
}
