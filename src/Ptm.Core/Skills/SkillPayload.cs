using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>What to publish or to change of a skill. What is null stays as it is, or has its default.</summary>
public sealed record SkillPayload
{
    /// <summary>What it does.</summary>
    /// <value>The prompt's label, unless set.</value>
    public string? Description { get; init; }

    /// <summary>The prompt's version to publish.</summary>
    /// <value>The newest, unless set.</value>
    public int? PromptVersion { get; init; }

    /// <summary>Files of the bundle by their relative paths with forward slashes, beside <c>SKILL.md</c>.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Who may see it.</summary>
    /// <value>The prompt's scope, unless set.</value>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>Fields that this version does not know, passed through as they are; null for none.</summary>
    public JsonObject? Extra { get; init; }
}
