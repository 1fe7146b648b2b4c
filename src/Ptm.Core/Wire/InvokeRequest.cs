using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>The body of a request that invokes a prompt or skill.</summary>
public sealed record InvokeRequest
{
    /// <summary>Values for the template, a JSON object.</summary>
    public required JsonObject Inputs { get; init; }

    /// <summary>The provider; null for the prompt's first.</summary>
    public string? ProviderProfile { get; init; }

    /// <summary>Judge, time limit (whole seconds, at least 1) and amendment.</summary>
    /// <value>The defaults, unless set.</value>
    public InvokeOptions Options { get; init; } = new();
}
