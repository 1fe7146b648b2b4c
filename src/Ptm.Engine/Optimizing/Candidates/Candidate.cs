namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>A prompt that the search tries.</summary>
/// <param name="Id">Its id in the optimization.</param>
/// <param name="ParentId">The candidate it was made of; null for the baseline.</param>
/// <param name="Cycle">The cycle that proposed it; 0 for the baseline.</param>
/// <param name="Prompt">The prompt; without a text where the mutator gave none.</param>
internal sealed record Candidate(string Id, string? ParentId, int Cycle, PromptDefinition Prompt)
{
    /// <summary>The id of the prompt as it was.</summary>
    public const string BaselineId = "baseline";

    public required CandidateState State { get; init; }

    public string? Reason { get; init; }

    public string? Diagnosis { get; init; }

    public string? Diff { get; init; }

    /// <summary>What proposing it cost, in USD.</summary>
    public decimal ProposalUsd { get; init; }

    /// <summary>Its mean score when it was kept, and what it broke then.</summary>
    public KeptCandidate? AsKept { get; init; }
}
