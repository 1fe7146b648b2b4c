using Ptm.Engine.Providers.Models.Prices;

namespace Ptm.Engine.Tests.Providers;

public sealed class PriceListTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("openai", "gpt-4.1-mini", 0.4, 1.6)]
    [InlineData("openai", "gpt-4.1-mini-2025-04-14", 0.4, 1.6)]
    [InlineData("openai", "gpt-4o-2024-05-13", 5, 15)]
    [InlineData("openai", "text-embedding-3-small", 0.02, 0)]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", 3, 15)]
    [InlineData("anthropic", "claude-3-5-haiku-latest", 0.8, 4)]
    [InlineData("vertex", "claude-3-5-haiku@20241022", 0.8, 4)]
    [InlineData("bedrock", "us.anthropic.claude-3-5-haiku-20241022-v1:0", 0.8, 4)]
    [InlineData("bedrock", "eu.amazon.nova-lite-v1:0", 0.06, 0.24)]
    [InlineData("google", "models/gemini-2.5-flash", 0.3, 2.5)]
    [InlineData("google", "gemini-2.0-flash-001", 0.1, 0.4)]
    [InlineData("mistral", "mistral-small-latest", 0.1, 0.3)]
    public void A_model_is_known_with_or_without_its_version_and_place(string provider, string model, double input, double output)
    {
        ModelPrices prices = new PriceList().Of(provider, isItself: true, model);

        Assert.Equal(((decimal)input, (decimal)output), (prices.InputUsdPer1M!.Value, prices.OutputUsdPer1M!.Value));
    }

    [Theory]
    [InlineData("openai", "gpt-9", true)]
    [InlineData("openai", "gpt-4.1-mini", false)]
    [InlineData("openai", "gpt-4.1-mini-audio", true)]
    [InlineData("ollama", "llama3.2", true)]
    [InlineData("vllm", "gpt-4.1-mini", true)]
    public void An_unknown_price_is_unknown_also_of_a_known_name_elsewhere(string provider, string model, bool isItself) =>
        Assert.Null(new PriceList().Of(provider, isItself, model).CostOf(new TokenUsage(1000, 1000)));

    [Fact]
    public void Tokens_of_the_cache_have_their_own_price_where_it_is_known()
    {
        ModelPrices prices = new PriceList().Of("anthropic", isItself: true, "claude-sonnet-4-5");

        Assert.Equal(((600 * 3m) + (300 * 0.3m) + (100 * 3.75m) + (200 * 15m)) / 1_000_000, prices.CostOf(new TokenUsage(1000, 200) { CachedPrompt = 300 }, cacheWrite: 100));
        Assert.Equal(((1000 * 2m) + (200 * 4m)) / 1_000_000, new ModelPrices(2, 4).CostOf(new TokenUsage(1000, 200) { CachedPrompt = 300 }));
    }

    [Fact]
    public void A_file_of_ones_own_comes_first()
    {
        PriceList prices = new(_folder.Write("prices.json", """
            {
              // negotiated
              "models": [{ "provider": "openai", "model": "gpt-4.1-mini", "input": 0.2, "output": 0.8 }, { "provider": "vllm", "model": "own", "input": 0, "output": 0 }]
            }
            """));

        Assert.Equal(0.2m, prices.Of("openai", isItself: true, "gpt-4.1-mini-2025-04-14").InputUsdPer1M);
        Assert.Equal(8m, prices.Of("openai", isItself: true, "gpt-4.1").OutputUsdPer1M);
        Assert.Equal(0m, prices.Of("vllm", isItself: false, "own").CostOf(new TokenUsage(5, 5)));
    }

    [Theory]
    [InlineData("{", "PTM3002")]
    [InlineData("[]", "PTM3004")]
    [InlineData("""{"models":[{"provider":"openai","model":"m","input":-1,"output":1}]}""", "PTM3004")]
    [InlineData(null, "PTM3001")]
    public void A_file_that_cannot_be_used_is_an_error(string? content, string code)
    {
        string path = content is null ? _folder.Combine("gone.json") : _folder.Write("prices.json", content);

        PtmException error = Assert.Throws<PtmException>(() => new PriceList(path).Of("openai", isItself: true, "m"));

        Assert.Equal(code, error.Diagnostics[0].Code);
        Assert.Equal(path, error.Diagnostics[0].Location!.File);
    }
}
