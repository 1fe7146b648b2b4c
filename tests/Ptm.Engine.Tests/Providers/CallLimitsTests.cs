using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Limits;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What a profile allows at once and within a minute, in the whole process.</summary>
public sealed class CallLimitsTests
{
    readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task No_minute_begins_more_requests_than_are_allowed()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", RequestsPerMinute = 2 });
        List<TimeSpan> begun = [];
        long start = _time.GetTimestamp();
        Task[] calls = [.. Enumerable.Range(0, 5).Select(_ => CallAsync())];

        for (int second = 0; second < 10_000 && !Array.TrueForAll(calls, call => call.IsCompleted); second++)
        {
            await Settled();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        // The clock may go on before a call has noticed, which makes it later and never earlier.
        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero], begun.Take(2));
        Assert.All(begun.Skip(2).Zip(begun), pair => Assert.True(pair.First - pair.Second >= TimeSpan.FromMinutes(1), $"{pair.First} after {pair.Second}"));

        async Task CallAsync()
        {
            using CallLimits.CallPermit permit = await limits.EnterAsync(0, TestContext.Current.CancellationToken);
            lock (begun)
            {
                begun.Add(_time.GetElapsedTime(start));
            }
        }
    }

    [Fact]
    public async Task Tokens_are_counted_as_they_were_used_and_a_call_beyond_the_limit_goes_alone()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", TokensPerMinute = 100 });
        using (CallLimits.CallPermit first = await limits.EnterAsync(10, TestContext.Current.CancellationToken))
        {
            first.Used = 95;
        }

        Task<CallLimits.CallPermit> second = limits.EnterAsync(10, TestContext.Current.CancellationToken);
        await Settled();
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(60));
        using (await second)
        {
        }

        Task<CallLimits.CallPermit> large = limits.EnterAsync(1_000, TestContext.Current.CancellationToken);
        await Settled();
        Assert.False(large.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(60));
        (await large).Dispose();
    }

    [Fact]
    public async Task A_retry_counts_as_a_request()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", RequestsPerMinute = 2 });
        using CallLimits.CallPermit permit = await limits.EnterAsync(0, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.Zero, limits.Again());
        Assert.Equal(TimeSpan.FromMinutes(1), limits.Again());
    }

    [Fact]
    public void Who_shares_endpoint_model_and_key_shares_the_limits_and_judges_have_their_own()
    {
        using KeyVariable key = new("sk-one-0123456789");
        using KeyVariable same = new("sk-one-0123456789");
        using KeyVariable other = new("sk-two-0123456789");
        ProviderSettings settings = new() { Name = "a", Type = "openai:m", ApiKeyEnv = key.Name, RequestsPerMinute = 5 };
        CallLimits limits = Of(settings);

        Assert.Same(limits, Of(settings with { Name = "b", ApiKeyEnv = same.Name }));
        Assert.Same(limits, Of(settings with { Type = "openai", Model = "m" }));
        Assert.NotSame(limits, Of(settings with { Model = "n" }));
        Assert.NotSame(limits, Of(settings with { ApiKeyEnv = other.Name }));
        Assert.NotSame(limits, Of(settings with { BaseUrl = "http://localhost:1/v1" }));
        Assert.NotSame(limits, Of(settings, ProviderRole.Judge));
    }

    [Theory]
    [InlineData(0, null, "requests_per_minute must be 1 or more, not 0")]
    [InlineData(null, -1, "tokens_per_minute must be 1 or more, not -1")]
    public void Limits_out_of_range_are_errors(int? requests, int? tokens, string told) => Assert.Contains(
        told, Assert.Throws<PtmException>(() => Of(new() { Name = "a", Type = "openai", RequestsPerMinute = requests, TokensPerMinute = tokens })).Message, StringComparison.Ordinal);

    CallLimits Of(ProviderSettings settings, ProviderRole role = ProviderRole.Candidate) => CallLimits.Of(settings, ModelProvider.Identity(settings, ModelId.Parse(settings.Type)!), role, _time);

    // Whatever a clock's tick has set off runs before the next one.
    static async Task Settled()
    {
        for (int i = 0; i < 20; i++)
        {
            await Task.Yield();
        }
    }
}
