namespace Ptm;

/// <summary>A prompt with its variables filled in: what a provider receives.</summary>
public sealed record RenderedPrompt
{
    /// <summary>The whole prompt as one text; for a chat prompt, its messages as a JSON array.</summary>
    public required string Text { get; init; }

    /// <summary>The messages of a chat prompt, in order; empty for a text prompt.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];
}
