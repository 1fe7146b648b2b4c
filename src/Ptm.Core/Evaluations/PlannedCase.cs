namespace Ptm;

/// <summary>One piece of work: a case of a prompt on a provider.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Case">The case.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Sample">Which repetition of the case this is, from 0.</param>
public sealed record PlannedCase(PromptDefinition Prompt, TestCase Case, string Provider, int Sample = 0);
