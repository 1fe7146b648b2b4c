using System.Text.Json;

namespace Ptm.Engine.Providers.Models;

/// <summary>What an API answered, in the terms that all of them share.</summary>
internal sealed record ModelReply
{
    public required string Text { get; init; }

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    public TokenUsage? Tokens { get; init; }

    /// <summary>Of the tokens read, those that were written to the provider's cache, which some bill apart.</summary>
    public long CacheWrite { get; init; }

    /// <summary><c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>; another as the API names it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The reason as the API names it.</summary>
    public string? RawFinishReason { get; init; }

    public string? Model { get; init; }

    /// <summary>An answer that is no text: numbers, labels, flags.</summary>
    public JsonElement? Json { get; init; }

    public IReadOnlyList<TokenLogProb> LogProbs { get; init; } = [];

    /// <summary>Reasoning that the API tells beside the answer; null for none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>A refusal that the API tells beside a text; null for none.</summary>
    public string? Refusal { get; init; }

    /// <summary>The cost in USD where the API tells it; null where it does not.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The reply, unless it says nothing although the model did not end cleanly: such an answer must not pass for an empty text.</summary>
    /// <exception cref="AnswerException">It says nothing.</exception>
    public ModelReply OrNothingSaid(bool hasText) =>
        ToolCalls.Count > 0 || Text.Length > 0 || (hasText && FinishReason is null or "stop")
            ? this
            : throw new AnswerException($"with nothing{(RawFinishReason is null ? "" : $" (finish reason {RawFinishReason})")}");
}
