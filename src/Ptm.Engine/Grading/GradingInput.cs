using Ptm.Engine.Providers;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Grading;

/// <summary>One output with all that its checks may look at.</summary>
internal sealed record GradingInput
{
    public required PromptDefinition Prompt { get; init; }

    public required TestCase Case { get; init; }

    /// <summary>The case as it was planned, before its variables were completed and filled; null for <see cref="Case"/>.</summary>
    public TestCase? Planned { get; init; }

    public required RenderedPrompt Rendered { get; init; }

    public required ModelOutput Output { get; init; }

    /// <summary>The output after the transforms of provider and case; null before them.</summary>
    public GradedOutput? Answer { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider as its config writes it; null for one that only has a name.</summary>
    public ProviderIdentity? ProviderIdentity { get; init; }

    /// <summary>What the model was offered to call.</summary>
    public ToolOffer Offer { get; init; } = ToolOffer.None;

    /// <summary>Code over the answer that its provider has, before the case's own; null for none.</summary>
    public string? ProviderTransform { get; init; }

    /// <summary>Which repetition of the case this is, from 0; each is judged anew.</summary>
    public int Sample { get; init; }

    /// <summary>Whether somebody compares the outputs of the case once they are all there.</summary>
    public bool ComparesOutputs { get; init; }

    /// <summary>What fills the templates in assertions.</summary>
    public CaseTemplates Templates { get; init; } = CaseTemplates.Plain;
}
