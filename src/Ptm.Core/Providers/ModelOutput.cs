using System.Text.Json;

namespace Ptm;

/// <summary>What a provider answered.</summary>
public sealed record ModelOutput
{
    /// <summary>The answer's text; may be empty.</summary>
    public required string Text { get; init; }

    /// <summary>Tool calls that the model asked for, in order.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>What a program under test did on the way to its answer, in order.</summary>
    public IReadOnlyList<ProviderStep> Steps { get; init; } = [];

    /// <summary>Tokens used; null when the provider does not say.</summary>
    public TokenUsage? Tokens { get; init; }

    /// <summary>Cost of the call in USD; null when it is not known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Time from the request to the whole answer; of a recorded answer, the recorded time.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Why the model stopped, as the provider names it, such as <c>stop</c> or <c>length</c>; null when it does not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that answered, as the provider names it; null when it does not say.</summary>
    public string? Model { get; init; }

    /// <summary>The answer when it is no text but an object, a list, a number or a boolean; <see cref="Text"/> is its compact JSON then. Null for a text.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>Whatever the provider tells of its answer, a JSON object; null for nothing.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Natural logarithms of the probabilities of the answer's tokens, in order; empty when the provider does not say.</summary>
    public IReadOnlyList<double> LogProbs { get; init; } = [];

    /// <summary>The answer's tokens with the alternatives that the model weighed, in order; empty unless they were asked for and the provider tells them.</summary>
    public IReadOnlyList<TokenLogProb> TokenLogProbs { get; init; } = [];

    /// <summary>The whole response of a program under test as it gave it, a JSON object; null where there is none.</summary>
    public JsonElement? Response { get; init; }

    /// <summary>True when the answer was replayed from a cassette.</summary>
    public bool Recorded { get; init; }
}

/// <summary>A tool call that a model asked for.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">Its arguments, as the model wrote them.</param>
/// <param name="Id">The call's id; null when the provider gives none.</param>
public sealed record ToolCall(string Name, JsonElement Arguments, string? Id = null);

/// <summary>A step that a program under test reports, such as a retrieval.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Detail">Whatever the program tells of it; null for nothing.</param>
public sealed record ProviderStep(string Name, JsonElement? Detail = null);

/// <summary>A token of an answer with its probability.</summary>
/// <param name="Token">Its text.</param>
/// <param name="LogProb">Natural logarithm of its probability, 0 or below.</param>
/// <param name="Alternatives">What could have stood in its place, itself among them, the likeliest first; empty where it is not told.</param>
public sealed record TokenLogProb(string Token, double LogProb, IReadOnlyList<TokenLogProb> Alternatives);

/// <summary>Tokens of one call or of many.</summary>
/// <param name="Prompt">Tokens read.</param>
/// <param name="Completion">Tokens written.</param>
public sealed record TokenUsage(long Prompt, long Completion)
{
    /// <summary>Of the tokens read, those that the provider had in its cache; they have a price of their own.</summary>
    /// <value>0.</value>
    public long CachedPrompt { get; init; }

    /// <summary>Of the tokens written, those of reasoning that is not part of the answer.</summary>
    /// <value>0.</value>
    public long Reasoning { get; init; }

    /// <summary>Tokens read and written.</summary>
    public long Total => Prompt + Completion;
}
