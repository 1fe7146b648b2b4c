using System.Text.Json;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>Tokens and probabilities as OpenAI's APIs tell them.</summary>
internal static class OpenAiUsage
{
    /// <summary>The tokens of a call; null where those read or those written are not told.</summary>
    public static TokenUsage? Tokens(JsonElement usage)
    {
        long? total = usage.Whole("total_tokens");
        if ((usage.Whole("prompt_tokens") ?? usage.Whole("input_tokens")) is not { } prompt
            || (usage.Whole("completion_tokens") ?? usage.Whole("output_tokens") ?? (total - prompt)) is not { } completion)
        {
            return null;
        }

        long reasoning = usage.Whole("completion_tokens_details", "reasoning_tokens") ?? usage.Whole("output_tokens_details", "reasoning_tokens") ?? 0;
        if (completion >= 0 && prompt >= 0 && reasoning > 0 && total - prompt - completion is { } rest and > 0)
        {
            // xAI counts them beside the completion; who has them in it has nothing left of the total.
            completion += Math.Min(reasoning, rest);
        }

        return new(prompt, completion)
        {
            CachedPrompt = usage.Whole("prompt_tokens_details", "cached_tokens") ?? usage.Whole("input_tokens_details", "cached_tokens") ?? usage.Whole("prompt_cache_hit_tokens") ?? 0,
            Reasoning = reasoning,
        };
    }

    /// <summary>The tokens of a call whose answer has none.</summary>
    public static TokenUsage? TokensRead(JsonElement usage) => Tokens(usage) ?? (usage.Whole("prompt_tokens") is { } prompt ? new(prompt, 0) : null);

    public static TokenLogProb LogProb(JsonElement token) =>
        new(token.Text("token") ?? "", token.Number("logprob") ?? 0, [.. token.Items("top_logprobs").Select(other => new TokenLogProb(other.Text("token") ?? "", other.Number("logprob") ?? 0, []))]);

    /// <summary>What a body of another status or shape says went wrong.</summary>
    public static AnswerException? Error(JsonElement answer) => answer.Member("error") is not { } error
        ? null
        : new AnswerException("with an error") { Status = (int?)(error.Whole("code") ?? error.Whole("status")) };
}
