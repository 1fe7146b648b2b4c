using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>An evaluation of a prompt that is given whole. In JSON the prompt's fields stand at the root, beside these.</summary>
public sealed record ManualEval
{
    /// <summary>The prompt with its cases, providers, metrics and KPIs.</summary>
    public required PromptDefinition Prompt { get; init; }

    /// <summary>Name of the run.</summary>
    /// <value>The prompt's label, unless set.</value>
    public string? Label { get; init; }

    /// <summary>Who may see the run.</summary>
    /// <value>Null for the server's default, which is <see cref="Ptm.VisibilityScope.Private"/> with ours.</value>
    public VisibilityScope? VisibilityScope { get; init; }

    /// <summary>Fields that this version does not know, passed through as they are; null for none.</summary>
    public JsonObject? Extra { get; init; }
}
