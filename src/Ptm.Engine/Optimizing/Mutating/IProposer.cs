namespace Ptm.Engine.Optimizing.Mutating;

/// <summary>Proposes better prompts.</summary>
internal interface IProposer
{
    /// <summary>Proposes changes of a prompt. What goes wrong is a proposal with a flaw, save for cancellation.</summary>
    /// <returns>As many as asked for; fewer where the money did not suffice.</returns>
    Task<IReadOnlyList<Proposal>> ProposeAsync(ProposalRequest request, CancellationToken cancellationToken);
}

/// <summary>What a mutator is told. There is no held-out case in it.</summary>
/// <param name="Parent">The prompt to change.</param>
/// <param name="Failures">Cases that it fails.</param>
/// <param name="Passing">Cases that it passes, and has to go on passing.</param>
/// <param name="Tried">Changes that were tried before, the newest last, with what they did.</param>
/// <param name="Cycle">The cycle, from 1.</param>
/// <param name="Count">How many proposals.</param>
/// <param name="Seed">Draws the tips that make proposals differ.</param>
/// <param name="TellsVariance">Whether how often a case passes is told.</param>
/// <param name="KeptUsd">What has to be left of the money for later, in USD.</param>
internal sealed record ProposalRequest(
    PromptDefinition Parent,
    IReadOnlyList<ShownCase> Failures,
    IReadOnlyList<ShownCase> Passing,
    IReadOnlyList<TriedChange> Tried,
    int Cycle,
    int Count,
    ulong Seed,
    bool TellsVariance,
    decimal KeptUsd);

/// <summary>A case that a mutator sees.</summary>
/// <param name="Case">The case.</param>
/// <param name="Output">An answer to it.</param>
/// <param name="Reasons">What its checks said of the answer.</param>
/// <param name="Passed">Samples that passed.</param>
/// <param name="Samples">Samples that were decided.</param>
/// <param name="Variance">The variance signal of its samples, 0 to 1.</param>
internal sealed record ShownCase(TestCase Case, string Output, IReadOnlyList<string> Reasons, int Passed, int Samples, double Variance);

/// <summary>A change that was tried.</summary>
/// <param name="Diff">The change, as a unified diff.</param>
/// <param name="Effect">What it did, in a line.</param>
internal sealed record TriedChange(string Diff, string Effect);

/// <summary>A proposed prompt.</summary>
/// <param name="Prompt">The prompt; null where the mutator gave none.</param>
/// <param name="Diagnosis">What the mutator thought was wrong.</param>
/// <param name="Diff">What differs from the parent, as a unified diff; null where <paramref name="Prompt"/> is null.</param>
/// <param name="Flaw">Why it is not evaluated; null where it is.</param>
/// <param name="CostUsd">What the proposal cost, in USD.</param>
internal sealed record Proposal(PromptDefinition? Prompt, string Diagnosis, string? Diff, string? Flaw, decimal CostUsd);
