namespace Ptm.Client.Http;

/// <summary>One call of an operation: what is sent, and how often it may be.</summary>
internal sealed record Call
{
    public required PtmRoute Route { get; init; }

    public required Uri Url { get; init; }

    public byte[]? Body { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>The key by which the server knows a request that is sent again; null for a call that starts nothing.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Time that the server may take to do its work, beside the client's own limit.</summary>
    public TimeSpan Work { get; init; }

    public int Attempts { get; set; }

    /// <summary>Whether sending twice does what sending once does.</summary>
    public bool IsRepeatable => Route.Method is "GET" or "PUT" or "DELETE" || IdempotencyKey is not null;
}
