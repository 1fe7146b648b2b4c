using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>Finds prompts as a caller may see them.</summary>
internal sealed class PromptLookup(IPromptStore store, PtmCaller caller)
{
    /// <exception cref="PtmException">There is no such prompt or version that the caller may see (404).</exception>
    public async Task<StoredPrompt> FindAsync(string promptId, int? version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StoredPrompt? stored = await store.FindAsync(promptId, version, cancellationToken).ConfigureAwait(false);
        if (stored is not null && caller.MaySee(stored.Ownership))
        {
            return stored;
        }

        if (version is { } number && await store.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false) is { } newest && caller.MaySee(newest.Ownership))
        {
            throw Rights.NotFound($"The prompt '{Rights.Shown(promptId)}' has no version {number}; its newest is {newest.Prompt.Version}.");
        }

        IReadOnlyList<StoredPrompt> visible = await ListAsync(cancellationToken).ConfigureAwait(false);
        throw NoSuchPrompt(promptId, [.. visible.Select(other => other.Prompt.Id)]);
    }

    public async Task<IReadOnlyList<StoredPrompt>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<StoredPrompt> all = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(stored => caller.MaySee(stored.Ownership))];
    }

    public static PtmException NoSuchPrompt(string id, IReadOnlyCollection<string> known) =>
        Rights.NotFound($"There is no prompt '{Rights.Shown(id)}'. {NearestName.Hint(id, known)}".TrimEnd());
}
