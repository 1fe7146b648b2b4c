namespace Ptm;

/// <summary>What became of a candidate.</summary>
public enum CandidateState
{
    /// <summary>The prompt as it was.</summary>
    Baseline,

    /// <summary>It was not evaluated: it cannot be read, loses or invents a variable, or is one that was there before.</summary>
    Rejected,

    /// <summary>It was evaluated on some cases and others did better.</summary>
    Dropped,

    /// <summary>It was evaluated on all cases that are not held out, and kept as a parent of others.</summary>
    Kept,

    /// <summary>It was the best, and was evaluated on the held-out cases.</summary>
    Best,

    /// <summary>It is being evaluated.</summary>
    Proposed,
}
