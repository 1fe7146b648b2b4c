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

    /// <summary>JSON Schema that the answer shall follow, for a provider that can hold its model to one; null for an answer as it comes.</summary>
    public JsonElement? ResponseFormat { get; init; }

    /// <summary>How many alternatives of each token of the answer are wanted with their probabilities, 0 to 20, of a provider that can tell them.</summary>
    /// <value>0.</value>
    public int TopLogProbs { get; init; }

    /// <summary>Which repetition of the case this is, from 0.</summary>
    public int Sample { get; init; }

    /// <summary>Asked before each time that the call is sent; null for nobody.</summary>
    internal ICallAttempts? Attempts { get; init; }
}
