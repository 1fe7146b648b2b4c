using System.Text.Json;

namespace Ptm;

/// <summary>One call of a provider.</summary>
public sealed record ProviderRequest
{
    /// <summary>The rendered prompt.</summary>
    public required RenderedPrompt Prompt { get; init; }

    /// <summary>The case's variables, a JSON object.</summary>
    public JsonElement Vars { get; init; } = TestCase.EmptyObject;

    /// <summary>Tools offered to the model; null for none.</summary>
    public JsonElement? ToolDefinitions { get; init; }

    /// <summary>Which repetition of the case this is, from 0.</summary>
    public int Sample { get; init; }
}
