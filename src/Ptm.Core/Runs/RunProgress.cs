namespace Ptm;

/// <summary>Something that happened in a run: a case has its result, or the run's state changed.</summary>
public sealed record RunProgress
{
    /// <summary>The run's key.</summary>
    public required string RunKey { get; init; }

    /// <summary>Position among the run's events, never falling: a change of state has that of the result before it, the end one more.</summary>
    public required long Sequence { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Cases that have their result.</summary>
    public required int Completed { get; init; }

    /// <summary>Cases of the run.</summary>
    public required int Total { get; init; }

    /// <summary>The result that came; null for a change of state.</summary>
    public CaseResult? Result { get; init; }
}
