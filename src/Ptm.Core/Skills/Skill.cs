namespace Ptm;

/// <summary>A prompt published under a name, with the files that belong to it.</summary>
public sealed record Skill
{
    /// <summary>The skill's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name with its team, unique, such as <c>my_team.summarizer</c>.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>Its name without the team.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, for people and for agents that choose among skills.</summary>
    public string Description { get; init; } = "";

    /// <summary>The prompt that it publishes.</summary>
    public required string PromptId { get; init; }

    /// <summary>The prompt's version that it publishes.</summary>
    public int? PromptVersion { get; init; }

    /// <summary>Who may see it.</summary>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>Who published it.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last updated.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
