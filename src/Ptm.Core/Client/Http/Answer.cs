using System.Net;
using System.Text;
using System.Text.Json;

namespace Ptm.Client.Http;

/// <summary>A server's answer, read whole.</summary>
internal sealed record Answer
{
    public required HttpStatusCode Status { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public string? MediaType { get; init; }

    public string? RequestId { get; init; }

    public Uri? Redirect { get; init; }

    /// <summary>How long the server asks to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsHtml => IsOf("text/html") || IsOf("application/xhtml+xml");

    public bool IsProblem => IsOf("application/problem+json");

    public string Text => Encoding.UTF8.GetString(Body.Span);

    public string Beginning(int bytes) => Encoding.UTF8.GetString(Body.Span[..Math.Min(bytes, Body.Length)]);

    bool IsOf(string type) => string.Equals(MediaType, type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The problem that the body tells; null when it tells none.</summary>
    public PtmProblem? Problem()
    {
        try
        {
            return Body.IsEmpty || IsHtml ? null : JsonSerializer.Deserialize(Body.Span, PtmJson.For<PtmProblem>());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
