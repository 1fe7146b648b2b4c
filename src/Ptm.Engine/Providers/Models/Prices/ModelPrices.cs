namespace Ptm.Engine.Providers.Models.Prices;

/// <summary>What a model's tokens cost, in USD per million; null where it is not known.</summary>
internal sealed record ModelPrices(decimal? InputUsdPer1M, decimal? OutputUsdPer1M)
{
    public static ModelPrices Unknown { get; } = new(null, null);

    /// <summary>Price of tokens that were read from the provider's cache; null for that of all others.</summary>
    public decimal? CachedInputUsdPer1M { get; init; }

    /// <summary>Price of tokens that were written to the provider's cache; null for that of all others.</summary>
    public decimal? CacheWriteUsdPer1M { get; init; }

    /// <summary>The cost of a call; null, never 0, when a price or the tokens are not known.</summary>
    public decimal? CostOf(TokenUsage? tokens, long cacheWrite = 0)
    {
        if (tokens is null || InputUsdPer1M is not { } input || OutputUsdPer1M is not { } output)
        {
            return null;
        }

        long plain = tokens.Prompt - tokens.CachedPrompt - cacheWrite;
        return ((plain * input) + (tokens.CachedPrompt * (CachedInputUsdPer1M ?? input)) + (cacheWrite * (CacheWriteUsdPer1M ?? input)) + (tokens.Completion * output)) / 1_000_000m;
    }
}
