namespace Ptm;

/// <summary>The request behind a <see cref="PtmException"/>. Nothing in it is secret.</summary>
public sealed record FailedRequest
{
    /// <summary>The request's method.</summary>
    public required string Method { get; init; }

    /// <summary>The request's address, without user, password or secret parts of the query.</summary>
    public required Uri Url { get; init; }

    /// <summary>The answer's problem details: its title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The answer's problem details: its detail; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>The first 200 characters of the answer's body; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>The server's id of the request, for its log; null for none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; } = 1;
}
