namespace Ptm.Engine.Stores;

/// <summary>A version of a prompt as a store keeps it.</summary>
/// <param name="Prompt">The content, with its version and hash.</param>
/// <param name="Ownership">Whom the prompt belongs to.</param>
/// <param name="CreatedAt">When the version came to be; null for a file.</param>
/// <param name="CreatedBy">Who made the version; null for a file.</param>
public sealed record StoredPrompt(PromptDefinition Prompt, Ownership Ownership, DateTimeOffset? CreatedAt = null, string? CreatedBy = null)
{
    /// <summary>Whether it was proposed, and has not become the newest.</summary>
    public bool IsProposal { get; init; }
}
