using System.Net.Sockets;

namespace Ptm.Core.Tests.Client;

public sealed class RetryTests
{
    static readonly PlayedAnswer s_down = PlayedAnswer.Json("{}", 503);
    static readonly PlayedAnswer s_started = PlayedAnswer.Json("""{"run_key": "r1", "state": "queued"}""", 202);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Retry-After: 7")]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:04:12 GMT")]
    public async Task What_the_server_asks_for_is_waited(string header)
    {
        await using PlayedServer server = new(PlayedAnswer.Json("{}", 429, header), PlayedAnswer.Json("[]"));
        SkippingTime time = new();
        using PtmClient client = PlayedPtm.Client(server, options => options.TimeProvider = time);

        await client.Prompts.ListAsync(cancellationToken: Token);

        Assert.Equal(2, server.Requests.Count);
        Assert.Contains(TimeSpan.FromSeconds(7), time.Waits);
    }

    [Theory]
    [InlineData("Retry-After: 31", "the server asks to wait 31 seconds, and a call may take 30 seconds")]
    [InlineData("Retry-After: Fri, 02 Jan 2026 04:04:05 GMT", "the server asks to wait 3,600 seconds")]
    [InlineData("Retry-After: 99999999999999999999", "the server asks to wait")]
    public async Task A_longer_wait_than_a_call_may_take_fails_at_once(string header, string expected)
    {
        await using PlayedServer server = new(PlayedAnswer.Json("{}", 503, header));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));

        Assert.Single(server.Requests);
        Assert.Equal(503, e.Status);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_survives_a_failing_server_and_a_lost_connection()
    {
        await using PlayedServer server = new(PlayedAnswer.Json("{}", 500), PlayedAnswer.Reset, PlayedAnswer.Json("[]"));
        using PtmClient client = PlayedPtm.Client(server);

        await client.Prompts.ListAsync(cancellationToken: Token);

        Assert.Equal(3, server.Requests.Count);
    }

    /// <summary>What .NET throws for a connection that is reset between its making and its first use: not wrapped, and a matter of microseconds, so that no socket plays it on demand.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_connection_reset_at_birth_is_a_lost_one(int resets)
    {
        await using PlayedServer server = new(PlayedAnswer.Json("[]"));
        using HttpMessageHandler real = PtmClient.CreateHandler();
        using ResetAtBirth handler = new(real, resets);
        using PtmClient client = PlayedPtm.Client(server, options => options.Handler = handler);

        Task list = client.Prompts.ListAsync(cancellationToken: Token);

        if (resets == 1)
        {
            await list;
            Assert.Single(server.Requests);
        }
        else
        {
            PtmException e = await Assert.ThrowsAsync<PtmException>(() => list);
            Assert.Equal((0, DiagnosticCodes.Unreachable), (e.Status, e.Diagnostics[0].Code));
        }
    }

    [Fact]
    public async Task Starting_a_run_again_carries_the_same_key()
    {
        await using PlayedServer server = new(PlayedAnswer.Reset, PlayedAnswer.Json("{}", 502), s_started, s_started);
        using PtmClient client = PlayedPtm.Client(server);

        await client.Evaluations.RunAsync(new(), Token);
        await client.Evaluations.RunAsync(new(), Token);

        string[] keys = [.. server.Requests.Select(request => request.Headers["Idempotency-Key"])];
        Assert.Equal(4, keys.Length);
        Assert.Single(keys[..3].Distinct());
        Assert.NotEqual(keys[0], keys[3]);
    }

    [Fact]
    public async Task Other_writes_are_tried_again_only_when_the_server_asks()
    {
        await using PlayedServer asking = new(s_down, PlayedAnswer.Json("""{"id": "x"}"""));
        await using PlayedServer failing = new(PlayedAnswer.Json("{}", 500));
        await using PlayedServer resetting = new(PlayedAnswer.Reset);
        PromptDefinition prompt = new() { Id = "x", Text = "x" };
        using PtmClient first = PlayedPtm.Client(asking);
        using PtmClient second = PlayedPtm.Client(failing);
        using PtmClient third = PlayedPtm.Client(resetting);

        await first.Prompts.CreateAsync(prompt, Token);
        await Assert.ThrowsAsync<PtmException>(() => second.Prompts.CreateAsync(prompt, Token));
        await Assert.ThrowsAsync<PtmException>(() => third.Prompts.CreateAsync(prompt, Token));

        Assert.Equal((2, 1, 1), (asking.Requests.Count, failing.Requests.Count, resetting.Requests.Count));
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_done()
    {
        await using PlayedServer server = new(PlayedAnswer.Reset, PlayedAnswer.Json("""{"code": "PTM3009"}""", 404));
        using PtmClient client = PlayedPtm.Client(server);

        await client.Skills.DeleteAsync("s1", Token);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Attempts_come_to_an_end()
    {
        await using PlayedServer server = new(s_down);
        using PtmClient client = PlayedPtm.Client(server, options => options.MaxAttempts = 4);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));

        Assert.Equal((503, 4, 4), (e.Status, e.Request!.Attempts, server.Requests.Count));
    }

    [Fact]
    public async Task One_attempt_is_one_request()
    {
        await using PlayedServer server = new(s_down);
        using PtmClient client = PlayedPtm.Client(server, options => options.MaxAttempts = 1);

        await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));

        Assert.Single(server.Requests);
    }

    sealed class ResetAtBirth(HttpMessageHandler real, int resets) : DelegatingHandler(real)
    {
        int _left = resets;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref _left) >= 0 ? throw new SocketException((int)SocketError.NotConnected) : base.SendAsync(request, cancellationToken);
    }
}
