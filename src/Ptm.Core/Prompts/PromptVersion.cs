namespace Ptm;

/// <summary>One version of a prompt. Versions are never changed.</summary>
public sealed record PromptVersion
{
    /// <summary>The prompt's id.</summary>
    public required string PromptId { get; init; }

    /// <summary>The version's number, from 1.</summary>
    public required int VersionNumber { get; init; }

    /// <summary>Digest of the content, <c>sha256:…</c>.</summary>
    public required string Hash { get; init; }

    /// <summary>When the version came to be; null for a file.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Who made it; null for a file.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The content; null in a list.</summary>
    public PromptDefinition? Prompt { get; init; }
}
