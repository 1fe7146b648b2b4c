namespace Ptm.Engine.Optimizing;

/// <summary>What an optimization was asked for, frozen when it was accepted.</summary>
/// <param name="Id">The optimization.</param>
/// <param name="Prompt">The prompt as it was, with its cases.</param>
/// <param name="Settings">How.</param>
/// <param name="Look">Which optimization of the prompt that looks at its held-out cases this is, from 1: each look has less of alpha.</param>
/// <param name="Draw">Which draw of samples of the prompt this is, from 1; 0 for the samples that a run has too.</param>
internal sealed record OptimizationSpec(string Id, PromptDefinition Prompt, OptimizationSettings Settings, int Look = 1, int Draw = 0)
{
    const int SamplesOfADraw = 10_000;

    /// <summary>
    /// The number of its first sample. Numbers of its own, lest what was recorded before answers for it: a prompt is chosen for what a run of it came to,
    /// and what that was by chance has to be drawn anew.
    /// </summary>
    public int FirstSample => Draw * SamplesOfADraw;
}
