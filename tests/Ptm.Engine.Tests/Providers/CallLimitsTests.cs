using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Limits;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What a profile allows at once and within a minute, in the whole process.</summary>
public sealed class CallLimitsTests
{
    static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task No_minute_begins_more_requests_than_are_allowed()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", RequestsPerMinute = 2 });
        int begun = 0;
        long start = _time.GetTimestamp();
        Task[] calls = [.. Enumerable.Range(0, 5).Select(_ => CallAsync())];

        for (int second = 0; second < 10_000 && !Array.TrueForAll(calls, call => call.IsCompleted); second++)
        {
            // A call may notice late that the clock went on, which makes it later and never earlier.
            await Settled();
            Assert.InRange(Volatile.Read(ref begun), 0, 2 * (1 + (int)_time.GetElapsedTime(start).TotalMinutes));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(_time.GetElapsedTime(start) >= TimeSpan.FromMinutes(2), "5 requests of 2 a minute take 2 minutes");

        async Task CallAsync()
        {
            using CallLimits.CallPermit permit = await limits.EnterAsync(0, null, TestContext.Current.CancellationToken);
            Interlocked.Increment(ref begun);
        }
    }

    [Fact]
    public async Task Tokens_are_counted_as_they_were_used_and_a_call_beyond_the_limit_goes_alone()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", TokensPerMinute = 100 });
        using (CallLimits.CallPermit first = await limits.EnterAsync(10, 0, TestContext.Current.CancellationToken))
        {
            first.Used = 95;
        }

        Task<CallLimits.CallPermit> second = limits.EnterAsync(10, 0, TestContext.Current.CancellationToken);
        await Settled();
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(60));
        using (await second)
        {
        }

        Task<CallLimits.CallPermit> large = limits.EnterAsync(1_000, 0, TestContext.Current.CancellationToken);
        await Settled();
        Assert.False(large.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(60));
        (await large).Dispose();
    }

    [Fact]
    public async Task A_retry_counts_as_a_request()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", RequestsPerMinute = 2 });
        using CallLimits.CallPermit permit = await limits.EnterAsync(0, 0, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(2), limits.Again(TimeSpan.FromSeconds(2), s_long));
        Assert.Equal(TimeSpan.FromMinutes(1), limits.Again(TimeSpan.Zero, s_long));
    }

    [Fact]
    public async Task Retries_and_new_calls_together_keep_to_the_limit_of_any_minute()
    {
        CallLimits limits = Of(new() { Name = "a", Type = "openai", RequestsPerMinute = 10 });
        for (int call = 0; call < 10; call++)
        {
            (await limits.EnterAsync(0, 0, TestContext.Current.CancellationToken)).Dispose();
        }

        Task<CallLimits.CallPermit> next = limits.EnterAsync(0, 0, TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(TimeSpan.FromMinutes(1), limits.Again(TimeSpan.FromSeconds(0.5), s_long)));
        Assert.Equal(TimeSpan.FromMinutes(2), limits.Again(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30)));

        // The second after a minute belongs to the retries, and what was not sent was not counted.
        _time.Advance(TimeSpan.FromSeconds(60));
        await Settled();
        Assert.False(next.IsCompleted);
        for (int minute = 0; minute < 1_000 && !next.IsCompleted; minute++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            await Settled();
        }

        (await next.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal(TimeSpan.Zero, limits.Again(TimeSpan.Zero, s_long));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_400)]
    public async Task Calls_at_once_keep_room_for_their_answers_and_give_back_what_they_did_not_use(int? longest)
    {
        ProviderSettings settings = new() { Name = $"tokens-{longest}", Type = "method", TokensPerMinute = 10_000, TimeoutSeconds = 86_400 };
        long start = _time.GetTimestamp();
        ConcurrentQueue<TaskCompletionSource> begun = new();
        Dictionary<string, JsonElement> parameters = longest is null ? [] : new() { ["max_tokens"] = JsonElement.Parse($"{longest}") };
        LimitedProvider provider = Models.Limited(new HeldModel(begun, parameters), settings, _time);
        Task<ModelOutput>[] calls = [.. Enumerable.Range(0, 50).Select(_ => provider.CompleteAsync(Requests.Of(new string('p', 396)), TestContext.Current.CancellationToken))];

        // Of the first call nothing is known, unless its longest answer is.
        await Until(() => begun.Count == (longest is null ? 1 : 6));
        await Settled();
        Assert.Equal(longest is null ? 1 : 6, begun.Count);
        Assert.True(begun.TryPeek(out TaskCompletionSource? first));
        first.SetResult();
        await Until(() => begun.Count == 6);
        await Settled();
        Assert.Equal(6, begun.Count);

        for (int minute = 0; minute < 1_000 && !Array.TrueForAll(calls, call => call.IsCompleted); minute++)
        {
            TaskCompletionSource[] answered = [.. begun];
            foreach (TaskCompletionSource held in answered)
            {
                held.TrySetResult();
            }

            // On a busy machine the clock would else run past the time limit of a call whose answer is there.
            await Until(() => calls.Count(call => call.IsCompleted) >= answered.Length);
            _time.Advance(TimeSpan.FromSeconds(20));
            await Settled();
        }

        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(_time.GetElapsedTime(start) >= TimeSpan.FromMinutes(7), "50 calls of 1,500 tokens do not fit into 7 minutes of 10,000");
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

    static async Task Until(Func<bool> isSo)
    {
        for (int i = 0; i < 10_000 && !isSo(); i++)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A model of 1,500 tokens a call, 100 of them the prompt's, that answers when it is let.</summary>
    sealed class HeldModel(ConcurrentQueue<TaskCompletionSource> begun, IReadOnlyDictionary<string, JsonElement> parameters) : IPromptProvider, IDescribedProvider
    {
        public string Type => "code";

        public string? Model => null;

        public IReadOnlyDictionary<string, JsonElement> Parameters => parameters;

        public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            TaskCompletionSource let = new(TaskCreationOptions.RunContinuationsAsynchronously);
            begun.Enqueue(let);
            await let.Task;
            return new ModelOutput { Text = "a", Tokens = new(100, 1_400) };
        }
    }
}
