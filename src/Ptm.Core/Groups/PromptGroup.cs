namespace Ptm;

/// <summary>A group of prompts.</summary>
public sealed record PromptGroup
{
    /// <summary>The group's name, as prompts give it under <c>group</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many prompts of it the caller may see; null where the server does not tell.</summary>
    public int? PromptCount { get; init; }
}
