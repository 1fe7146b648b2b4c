using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

/// <summary>What is asked again, after which wait, and what is not.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task What_may_pass_is_asked_again_and_the_latency_is_that_of_the_answer(int status)
    {
        await using StubModelServer server = new(new StubAnswer("{}", status), new StubAnswer("{}", status), StubAnswer.Text("ok"));
        JumpingTime time = new();

        ModelOutput output = await Models.Of(Settings(server), time).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal("ok", output.Text);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, output.Metadata!.Value.GetProperty("retries").GetInt32());
        Assert.Equal(2, time.Waits.Count);
        Assert.InRange(time.Waits[0].TotalSeconds, 0.25, 0.5);
        Assert.InRange(time.Waits[1].TotalSeconds, 0.5, 1);
        Assert.Equal(TimeSpan.Zero, output.Latency);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task What_will_not_pass_is_asked_once(int status)
    {
        await using StubModelServer server = new(new StubAnswer("{}", status), StubAnswer.Text("ok"));

        await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server), new JumpingTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("insufficient_system_resource", 2)]
    [InlineData("abort", 1)]
    public async Task An_answer_that_the_service_broke_off_is_none(string end, int requests)
    {
        await using StubModelServer server = new(StubAnswer.Message("""{"role":"assistant","content":"Zür"}""", end), StubAnswer.Text("Zürich"));
        Task<ModelOutput> asked = Models.Of(Settings(server), new JumpingTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        string answer = requests > 1 ? (await asked).Text : (await Assert.ThrowsAsync<PtmException>(() => asked)).Message;

        Assert.Contains(requests > 1 ? "Zürich" : "with an error", answer, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task How_long_a_service_asks_to_wait_is_told_where_nothing_is_asked_again()
    {
        await using StubModelServer server = new(new StubAnswer("{}", 429) { Headers = "Retry-After: 3600\r\n" });

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server) with { MaxRetries = 0 }, new JumpingTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("answered 429", error.Message, StringComparison.Ordinal);
        Assert.Contains("It asks to wait 3600 s.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_asked_once_although_it_is_a_429()
    {
        await using StubModelServer server = new(new StubAnswer("""{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", 429), StubAnswer.Text("ok"));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server), new JumpingTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("You exceeded your current quota", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 2.5", 2.5)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:00:20 GMT", 20)]
    [InlineData("Retry-After: Wed, 31 Dec 2025 23:00:00 GMT", 0)]
    [InlineData("retry-after-ms: 1500\r\nRetry-After: 99", 1.5)]
    [InlineData("x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 1m3s\r\nx-ratelimit-remaining-tokens: 5\r\nx-ratelimit-reset-tokens: 2h", 63)]
    [InlineData("x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 120ms\r\nx-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: 1.25s", 1.25)]
    [InlineData("anthropic-ratelimit-requests-remaining: 0\r\nanthropic-ratelimit-requests-reset: 2026-01-01T00:00:30Z", 30)]
    public async Task The_wait_is_what_the_service_asks_for(string headers, double seconds)
    {
        await using StubModelServer server = new(new StubAnswer("{}", 429) { Headers = headers + "\r\n" }, StubAnswer.Text("ok"));
        JumpingTime time = new();

        await Models.Of(Settings(server), time).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal(seconds == 0 ? [] : [TimeSpan.FromSeconds(seconds)], time.Waits.Where(wait => wait > TimeSpan.Zero));
    }

    [Fact]
    public async Task The_wait_can_stand_in_the_body_as_Google_has_it()
    {
        await using StubModelServer server = new(
            new StubAnswer("""{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"32.5s"}]}}""", 429), StubAnswer.Text("ok"));
        JumpingTime time = new();

        await Models.Of(Settings(server), time).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken);

        Assert.Equal([TimeSpan.FromSeconds(32.5)], time.Waits);
    }

    [Theory]
    [InlineData("Retry-After: 3600", 3600)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:02:00 GMT", 120)]
    [InlineData("Retry-After: 99999999999999999999", 1_000_000_000)]
    public async Task A_wait_that_is_longer_than_the_time_limit_fails_at_once_with_the_figure(string header, int seconds)
    {
        await using StubModelServer server = new(new StubAnswer("{}", 429) { Headers = header + "\r\n" });
        JumpingTime time = new();

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server) with { TimeoutSeconds = 30 }, time).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Equal(DiagnosticCodes.ProviderTimeout, error.Diagnostics[0].Code);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"It asks to wait {seconds} s, which is longer than the 30 s that are left"), error.Message, StringComparison.Ordinal);
        Assert.Empty(time.Waits);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_status_in_the_body_of_a_200_counts_as_the_answers()
    {
        await using StubModelServer server = new(new StubAnswer("""{"error":{"message":"Provider returned error","code":502}}"""), StubAnswer.Text("ok"));

        Assert.Equal("ok", (await Models.Of(Settings(server), new JumpingTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task A_profile_can_say_how_often()
    {
        await using StubModelServer server = new(new StubAnswer("{}", 500));

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Models.Of(Settings(server) with { MaxRetries = 1 }, new JumpingTime()).CompleteAsync(Requests.Of("p"), TestContext.Current.CancellationToken));

        Assert.Contains("(after 2 attempts)", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    static ProviderSettings Settings(StubModelServer server) => new() { Name = "m", Type = "openai", Model = "x", BaseUrl = server.BaseUrl, ApiKeyEnv = "PTM_TEST_UNSET_KEY" };

    /// <summary>Time that stands still save for waits, which are over at once and are kept.</summary>
    sealed class JumpingTime : FakeTimeProvider
    {
        readonly Lock _gate = new();
        readonly List<TimeSpan> _waits = [];

        public JumpingTime()
            : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
        {
        }

        public List<TimeSpan> Waits => _waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _waits.Add(dueTime);
            }

            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return timer;
        }
    }
}
