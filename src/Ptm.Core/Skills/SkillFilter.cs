namespace Ptm;

/// <summary>Which skills to list; null parts do not filter.</summary>
public sealed record SkillFilter
{
    /// <summary>Skills of this prompt.</summary>
    public string? PromptId { get; init; }

    /// <summary>Skills of this team.</summary>
    public string? Team { get; init; }

    /// <summary>Skills whose qualified name or description contains this, ignoring case.</summary>
    public string? Search { get; init; }

    /// <summary>Other filters that the server knows, by their query names; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Extra { get; init; }
}
