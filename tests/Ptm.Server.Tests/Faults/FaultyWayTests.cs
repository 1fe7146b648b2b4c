using Ptm.Server.Tests.Contract;
using Ptm.Server.Tests.Http;

namespace Ptm.Server.Tests.Faults;

public sealed class FaultyWayTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_whose_events_break_off_again_and_again_returns_the_whole_run(bool isStall)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using PtmClient direct = new(server.Server.Url, "none");
        string key = (await direct.Evaluations.RunManualAsync(PtmContract.Manual([.. Enumerable.Range(0, 40).Select(number => $"{number}"), "[hold]"]), Token)).RunKey;
        await using FaultyProxy proxy = new(server.Server.Url, [.. new[] { 0, 300, 2_000, 5_000, 9_000 }.Select(bytes => new ProxyFault(bytes, isStall))]);
        using PtmClient client = new(proxy.Url, "none", new() { Timeout = TimeSpan.FromSeconds(2), HeartbeatLimit = TimeSpan.FromSeconds(1), MaxAttempts = 5 });
        Steps steps = new(41, server.Model.Release);
        RunResult run = await client.Runs.WaitAsync(key, TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(200), steps, Token);
        Assert.Equal((RunState.Completed, 41), (run.State, run.Results.Count));
        Assert.Equal(0, proxy.Left);
        Assert.Equal(run.Results.Select(result => result.Id).Order(StringComparer.Ordinal), steps.Ids.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_whose_answer_is_lost_is_sent_again_and_starts_one_run(bool isStall)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using FaultyProxy proxy = new(server.Server.Url, new ProxyFault(0, isStall), new ProxyFault(50, isStall));
        using PtmClient client = new(proxy.Url, "none", new() { Timeout = TimeSpan.FromSeconds(2) });
        RunResult accepted = await client.Evaluations.RunManualAsync(PtmContract.Manual("a"), Token);
        Assert.Equal(accepted.RunKey, Assert.Single(await client.Runs.ListAsync(cancellationToken: Token)).RunKey);
    }

    [Fact]
    public async Task A_way_that_always_breaks_is_an_error_with_status_0_within_the_limit()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using FaultyProxy proxy = new(server.Server.Url, [.. Enumerable.Repeat(new ProxyFault(20, false), 50)]);
        using PtmClient client = new(proxy.Url, "none", new() { Timeout = TimeSpan.FromSeconds(2) });
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Equal((0, DiagnosticCodes.Unreachable), (error.Status, error.Diagnostics[0].Code));
    }

    /// <summary>Keeps what was told; lets the run end once all but the last are there.</summary>
    sealed class Steps(int cases, Action release) : IProgress<RunProgress>
    {
        public List<string> Ids { get; } = [];

        public void Report(RunProgress value)
        {
            lock (Ids)
            {
                Ids.AddRange(value.Result is { } result ? [result.Id] : []);
                if (Ids.Count >= cases - 1)
                {
                    release();
                }
            }
        }
    }
}
