namespace Ptm;

/// <summary>An error as a server tells it: problem details (RFC 9457) with the findings behind them.</summary>
public sealed record PtmProblem
{
    /// <summary>Kind of the problem, in a few words; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status; null where only the answer tells it.</summary>
    public int? Status { get; init; }

    /// <summary>What was wrong and what to do next; of a list of findings, one line each. Null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>Code of the first finding, such as <c>PTM3009</c>; null from a server that is none of ours.</summary>
    public string? Code { get; init; }

    /// <summary>The findings with their codes, at least one from a server of ours.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; init; } = [];

    /// <summary>The server's id of the request, for its log; null for none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The last state seen of what was waited for; null for none.</summary>
    public RunState? LastState { get; init; }

    /// <summary>Key of the run, or id of the optimization, that was waited for; null for none.</summary>
    public string? RunKey { get; init; }
}
