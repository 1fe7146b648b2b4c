using System.Text.Json.Serialization;

namespace Ptm;

/// <summary>What an application tells of a run that it made by itself: never a value of an input.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record InlineRun
{
    /// <summary>What ran it, in the application's words.</summary>
    public required string ProviderLabel { get; init; }

    /// <summary>How long it took, in milliseconds, 0 or more.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Names of the inputs.</summary>
    public required IReadOnlyList<string> InputKeys { get; init; }

    /// <summary>Whether it worked.</summary>
    public required bool Success { get; init; }
}
