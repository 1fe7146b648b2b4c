using System.Text.Json;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>Tokens and probabilities as OpenAI's APIs tell them.</summary>
internal static class OpenAiUsage
{
    public static TokenUsage? Tokens(JsonElement usage) =>
        (usage.Whole("prompt_tokens") ?? usage.Whole("input_tokens")) is { } prompt
            ? new(prompt, usage.Whole("completion_tokens") ?? usage.Whole("output_tokens") ?? Math.Max(0, (usage.Whole("total_tokens") ?? prompt) - prompt))
            {
                CachedPrompt = usage.Whole("prompt_tokens_details", "cached_tokens") ?? usage.Whole("input_tokens_details", "cached_tokens") ?? usage.Whole("prompt_cache_hit_tokens") ?? 0,
                Reasoning = usage.Whole("completion_tokens_details", "reasoning_tokens") ?? usage.Whole("output_tokens_details", "reasoning_tokens") ?? 0,
            }
            : null;

    public static TokenLogProb LogProb(JsonElement token) =>
        new(token.Text("token") ?? "", token.Number("logprob") ?? 0, [.. token.Items("top_logprobs").Select(other => new TokenLogProb(other.Text("token") ?? "", other.Number("logprob") ?? 0, []))]);

    /// <summary>What a body of another status or shape says went wrong.</summary>
    public static AnswerException? Error(JsonElement answer) => answer.Member("error") is not { } error
        ? null
        : new AnswerException("with an error") { Status = (int?)(error.Whole("code") ?? error.Whole("status")) };
}
