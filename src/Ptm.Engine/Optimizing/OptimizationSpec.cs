namespace Ptm.Engine.Optimizing;

/// <summary>What an optimization was asked for, frozen when it was accepted.</summary>
/// <param name="Id">The optimization.</param>
/// <param name="Prompt">The prompt as it was, with its cases.</param>
/// <param name="Settings">How.</param>
/// <param name="Look">Which optimization of the prompt that looks at its held-out cases this is, from 1: each look has less of alpha.</param>
internal sealed record OptimizationSpec(string Id, PromptDefinition Prompt, OptimizationSettings Settings, int Look = 1);
