using System.Collections.Concurrent;

namespace Ptm.Engine.Stores.Memory;

/// <summary>Prompts with their versions, as long as the process lives.</summary>
internal sealed class MemoryPrompts(TimeProvider time) : IPromptStore
{
    readonly ConcurrentDictionary<string, StoredPrompt[]> _versions = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<StoredPrompt>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredPrompt>>([.. _versions.Values.Select(Newest).OrderBy(stored => stored.Prompt.Id, StringComparer.Ordinal)]);

    public Task<StoredPrompt?> FindAsync(string promptId, int? version, CancellationToken cancellationToken) =>
        Task.FromResult(_versions.TryGetValue(promptId, out StoredPrompt[]? versions)
            ? version is { } number ? versions.ElementAtOrDefault(number - 1) : Newest(versions)
            : null);

    public Task<IReadOnlyList<StoredPrompt>> ListVersionsAsync(string promptId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredPrompt>>(_versions.TryGetValue(promptId, out StoredPrompt[]? versions) ? [.. versions.Reverse()] : []);

    public Task<StoredPrompt> AddAsync(PromptDefinition prompt, Ownership ownership, CancellationToken cancellationToken)
    {
        string hash = PromptHash.Of(prompt);
        StoredPrompt[] versions = _versions.AddOrUpdate(
            prompt.Id,
            _ => [New(prompt, hash, 1, ownership, ownership.Name)],
            (_, earlier) =>
            {
                // Owner and scope are the prompt's: an earlier version must not stay visible when the prompt no longer is.
                Ownership kept = earlier[^1].Ownership with { VisibilityScope = prompt.VisibilityScope ?? earlier[^1].Ownership.VisibilityScope };
                StoredPrompt[] versions = [.. earlier.Select(version => version with { Ownership = kept })];
                return Newest(versions).Prompt.Hash == hash ? [.. versions] : [.. versions, New(prompt, hash, earlier.Length + 1, kept, ownership.Name)];
            });
        return Task.FromResult(Newest(versions));
    }

    public Task<StoredPrompt?> AddProposalAsync(PromptDefinition prompt, string author, CancellationToken cancellationToken)
    {
        string hash = PromptHash.Of(prompt);
        StoredPrompt? added = null;
        while (_versions.TryGetValue(prompt.Id, out StoredPrompt[]? earlier))
        {
            added = Array.Find(earlier, version => version.IsProposal && version.CreatedBy == author && version.Prompt.Hash == hash);
            if (added is not null)
            {
                break;
            }

            added = New(prompt, hash, earlier.Length + 1, earlier[^1].Ownership, author) with { IsProposal = true };
            if (_versions.TryUpdate(prompt.Id, [.. earlier, added], earlier))
            {
                break;
            }
        }

        return Task.FromResult(added);
    }

    static StoredPrompt Newest(IEnumerable<StoredPrompt> versions) => versions.Last(version => !version.IsProposal);

    StoredPrompt New(PromptDefinition prompt, string hash, int version, Ownership ownership, string author) =>
        new(prompt with { Version = version, Hash = hash }, ownership, time.GetUtcNow(), author);
}
