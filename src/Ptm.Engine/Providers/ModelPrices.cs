namespace Ptm.Engine.Providers;

/// <summary>What a model's tokens cost, in USD per million; null where it is not known.</summary>
internal sealed record ModelPrices(decimal? InputUsdPer1M, decimal? OutputUsdPer1M)
{
    public static ModelPrices Unknown { get; } = new(null, null);

    /// <summary>The cost of a call; null, never 0, when a price or the tokens are not known.</summary>
    public decimal? CostOf(TokenUsage? tokens) =>
        tokens is null ? null : ((tokens.Prompt * InputUsdPer1M) + (tokens.Completion * OutputUsdPer1M)) / 1_000_000m;
}
