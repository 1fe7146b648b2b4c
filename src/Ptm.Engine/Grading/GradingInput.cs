using Ptm.Engine.Templating;

namespace Ptm.Engine.Grading;

/// <summary>One output with all that its checks may look at.</summary>
internal sealed record GradingInput
{
    public required PromptDefinition Prompt { get; init; }

    public required TestCase Case { get; init; }

    public required RenderedPrompt Rendered { get; init; }

    public required ModelOutput Output { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>What the model was offered to call.</summary>
    public ToolOffer Offer { get; init; } = ToolOffer.None;

    /// <summary>Which repetition of the case this is, from 0; each is judged anew.</summary>
    public int Sample { get; init; }

    /// <summary>What fills the templates in assertions.</summary>
    public CaseTemplates Templates { get; init; } = CaseTemplates.Plain;
}
