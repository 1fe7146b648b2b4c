using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>Which prompts of a library to evaluate, on which providers.</summary>
public sealed record EvalRequest
{
    /// <summary>The prompts; empty for all.</summary>
    public IReadOnlyList<string> PromptIds { get; init; } = [];

    /// <summary>The providers; empty for those that each prompt names.</summary>
    public IReadOnlyList<string> ProviderIds { get; init; } = [];

    /// <summary>Name of the run, for people.</summary>
    public string? Label { get; init; }

    /// <summary>The judge of every prompt; null for each prompt's own.</summary>
    public string? JudgeProfile { get; init; }

    /// <summary>Who may see the run; null for the server's default, which is <see cref="Ptm.VisibilityScope.Private"/> with ours.</summary>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>Fields that this version does not know, passed through as they are; null for none.</summary>
    public JsonObject? Extra { get; init; }
}
