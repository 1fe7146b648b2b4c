namespace Ptm.Engine.Stores;

/// <summary>Where prompts are kept: files, memory or a database. Versions are never changed. Rights are checked by the engine, not here.</summary>
public interface IPromptStore
{
    /// <summary>True when prompts are changed elsewhere, such as files in an editor: everything that would change one throws (409).</summary>
    bool IsReadOnly => false;

    /// <summary>Lists every prompt in its newest version, ordered by id (ordinal).</summary>
    Task<IReadOnlyList<StoredPrompt>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds a prompt.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The prompt; null when there is none.</returns>
    Task<StoredPrompt?> FindAsync(string promptId, int? version, CancellationToken cancellationToken);

    /// <summary>Lists a prompt's versions, the newest first; empty when there is no such prompt.</summary>
    Task<IReadOnlyList<StoredPrompt>> ListVersionsAsync(string promptId, CancellationToken cancellationToken);

    /// <summary>Adds a prompt or its next version. Content whose hash equals the newest version's adds none and returns that.</summary>
    /// <param name="prompt">The content; its version is not read, its hash is set.</param>
    /// <param name="ownership">Whom a new prompt belongs to; an existing one keeps its own, save for a visibility scope that <paramref name="prompt"/> sets.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The prompt with its version and hash.</returns>
    /// <exception cref="PtmException">The store is of files (409).</exception>
    Task<StoredPrompt> AddAsync(PromptDefinition prompt, Ownership ownership, CancellationToken cancellationToken);

    /// <summary>Adds a version that does not become the newest: nobody gets it unless they ask for it by its number. Content that was proposed by the same author before adds none and returns that.</summary>
    /// <param name="prompt">The content; its version is not read, its hash is set.</param>
    /// <param name="author">Who proposes it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The version; null where there is no such prompt, or the store keeps no such versions.</returns>
    Task<StoredPrompt?> AddProposalAsync(PromptDefinition prompt, string author, CancellationToken cancellationToken) => Task.FromResult<StoredPrompt?>(null);
}
