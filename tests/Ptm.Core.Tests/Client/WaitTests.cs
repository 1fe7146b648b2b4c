namespace Ptm.Core.Tests.Client;

public sealed class WaitTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_listens_to_events_and_reads_the_run_at_the_end()
    {
        await using PlayedServer server = new(PlayedPtm.Answer);
        using PtmClient client = PlayedPtm.Client(server);
        Told told = new();

        RunResult run = await client.Runs.WaitAsync("r1", progress: told, cancellationToken: Token);

        Assert.Equal(["1 Running", "2 Completed"], told.Events);
        Assert.Equal("Hello", Assert.Single(run.Results).Output!.Text);
        Assert.Equal(["/api/v1/runs/r1/events", "/api/v1/runs/r1"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_stream_that_breaks_goes_on_where_it_was()
    {
        await using PlayedServer server = new(
            PlayedAnswer.Events(PlayedPtm.Event(1, "queued") + PlayedPtm.Event(2, "running") + "id: 3\ndata: {\"run_k"),
            PlayedAnswer.Reset,
            PlayedAnswer.Events(PlayedPtm.Event(2, "running") + PlayedPtm.Event(3, "cancelled")));
        using PtmClient client = PlayedPtm.Client(server);

        List<string> events = await FollowAsync(client);

        Assert.Equal(["1 Queued", "2 Running", "3 Cancelled"], events);
        Assert.Equal([null, "2", "2"], server.Requests.Select(request => request.Headers.GetValueOrDefault("Last-Event-ID")));
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_opened_again()
    {
        int opened = 0;
        await using PlayedServer server = new(_ => Interlocked.Increment(ref opened) == 1
            ? PlayedAnswer.Events(": alive\n\n" + PlayedPtm.Event(1, "running"), staysOpen: true)
            : PlayedAnswer.Events(PlayedPtm.Event(2, "completed")));
        SkippingTime time = new();
        using PtmClient client = PlayedPtm.Client(server, options => options.TimeProvider = time);
        IAsyncEnumerator<RunProgress> following = client.Runs.FollowAsync("r1", cancellationToken: Token).GetAsyncEnumerator(Token);
        await using (following)
        {
            Assert.True(await following.MoveNextAsync());
            ValueTask<bool> next = following.MoveNextAsync();
            time.Advance(TimeSpan.FromSeconds(30));

            Assert.True(await next);
            Assert.Equal(2, following.Current.Sequence);
        }

        Assert.Equal("1", server.Requests[1].Headers["Last-Event-ID"]);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    public async Task Events_read_with_every_end_of_line(string newLine)
    {
        await using PlayedServer server = new(PlayedAnswer.Events((": x\n\nretry: 5\n\nevent: other\n\n" + PlayedPtm.Event(1, "running") + PlayedPtm.Event(2, "failed")).ReplaceLineEndings(newLine)));
        using PtmClient client = PlayedPtm.Client(server);

        Assert.Equal(["1 Running", "2 Failed"], await FollowAsync(client));
    }

    [Fact]
    public async Task Without_events_the_run_is_asked_for_at_intervals()
    {
        Queue<string> states = new(["queued", "running", "completed"]);
        await using PlayedServer server = new(request => request.Path.EndsWith("/events", StringComparison.Ordinal)
            ? PlayedAnswer.Json("""{"detail": "Not Found"}""", 404)
            : PlayedAnswer.Json(PlayedPtm.Run.Replace("completed", states.Dequeue(), StringComparison.Ordinal)));
        SkippingTime time = new();
        using PtmClient client = PlayedPtm.Client(server, options => options.TimeProvider = time);
        Told told = new();

        RunResult run = await client.Runs.WaitAsync("r1", pollInterval: TimeSpan.FromSeconds(9), progress: told, cancellationToken: Token);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(2, time.Waits.Count(wait => wait == TimeSpan.FromSeconds(9)));
        Assert.Equal(["1 Queued 1", "2 Queued", "3 Running", "4 Completed"], told.Events);
    }

    [Theory]
    [InlineData("text/html", "<html>")]
    [InlineData("text/event-stream", "data: nonsense\n\n")]
    public async Task Events_that_cannot_be_read_lead_to_asking(string type, string body)
    {
        await using PlayedServer server = new(request => request.Path.EndsWith("/events", StringComparison.Ordinal) ? PlayedAnswer.Of(body, 200, type) : PlayedAnswer.Json(PlayedPtm.Run));
        using PtmClient client = PlayedPtm.Client(server);

        Assert.Equal(RunState.Completed, (await client.Runs.WaitAsync("r1", cancellationToken: Token)).State);
    }

    [Fact]
    public async Task A_run_that_does_not_exist_is_not_waited_for()
    {
        await using PlayedServer server = new(PlayedAnswer.Json("""{"code": "PTM3009", "detail": "There is no run 'r1'."}""", 404));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Runs.WaitAsync("r1", cancellationToken: Token));

        Assert.Equal(404, e.Status);
    }

    [Fact]
    public async Task A_wait_that_is_over_has_the_last_state()
    {
        await using PlayedServer server = new(PlayedAnswer.Events(PlayedPtm.Event(1, "running"), staysOpen: true));
        SkippingTime time = new();
        using PtmClient client = PlayedPtm.Client(server, options => (options.TimeProvider, options.HeartbeatLimit) = (time, TimeSpan.FromHours(1)));
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<RunResult> waiting = client.Runs.WaitAsync("r1", progress: new Told(seen.SetResult), cancellationToken: Token);
        await seen.Task.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(300));

        PtmTimeoutException e = await Assert.ThrowsAsync<PtmTimeoutException>(() => waiting);
        Assert.Equal(("r1", RunState.Running, DiagnosticCodes.WaitTimeout), (e.Key, e.LastState, e.Diagnostics[0].Code));
        Assert.Contains("had not ended within 300 seconds; it is running with 1 of 3 cases", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_cancellation_of_a_wait_stays_one()
    {
        await using PlayedServer server = new(PlayedAnswer.Events(PlayedPtm.Event(1, "running"), staysOpen: true));
        using PtmClient client = PlayedPtm.Client(server);
        using CancellationTokenSource caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task<RunResult> waiting = client.Runs.WaitAsync("r1", progress: new Told(caller.Cancel), cancellationToken: caller.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task An_optimization_is_asked_for_until_it_ends_and_through_a_failure()
    {
        PlayedAnswer running = PlayedAnswer.Json("""{"id": "o1", "prompt_id": "p", "state": "running"}""");
        await using PlayedServer server = new(
            running,
            PlayedAnswer.Json("{}", 404),
            running,
            PlayedAnswer.Json("{}", 500),
            PlayedAnswer.Json("{}", 500),
            PlayedAnswer.Json("{}", 500),
            PlayedAnswer.Json("""{"id": "o1", "prompt_id": "p", "state": "failed", "error": "budget"}"""));
        SkippingTime time = new();
        using PtmClient client = PlayedPtm.Client(server, options => options.TimeProvider = time);

        Optimization optimization = await client.Optimizations.WaitAsync("p", cancellationToken: Token);

        Assert.Equal((RunState.Failed, "budget"), (optimization.State, optimization.Error));
        Assert.Equal(2, time.Waits.Count(wait => wait == TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task An_optimization_is_followed_by_its_id_and_a_stream_that_breaks_goes_on_after_the_last_event()
    {
        await using PlayedServer server = new(
            PlayedAnswer.Json("""{"id": "o1", "prompt_id": "p", "state": "running"}"""),
            PlayedAnswer.Events(Step(1, "running") + Step(2, "running")),
            PlayedAnswer.Events(Step(2, "running") + Step(3, "completed")),
            PlayedAnswer.Json("""{"id": "o1", "prompt_id": "p", "state": "completed", "candidates": []}"""));
        using PtmClient client = PlayedPtm.Client(server);

        Optimization optimization = await client.Optimizations.WaitAsync("p", cancellationToken: Token);

        Assert.Equal((RunState.Completed, null), (optimization.State, optimization.Candidates));
        Assert.Equal(
            ["/api/v1/prompts/p/optimizations/latest", "/api/v1/optimizations/o1/events", "/api/v1/optimizations/o1/events", "/api/v1/optimizations/o1"],
            server.Requests.Select(request => request.Target));
        Assert.Equal("2", server.Requests.ElementAt(2).Headers["Last-Event-ID"]);

        static string Step(long sequence, string state) => "id: " + sequence + "\nevent: progress\ndata: {\"optimization_id\": \"o1\", \"sequence\": " + sequence + ", \"state\": \"" + state + "\", \"message\": \"m\", \"cost_usd\": 0}\n\n";
    }

    [Fact]
    public async Task An_optimization_that_does_not_end_has_its_last_state()
    {
        SkippingTime time = new();
        int asked = 0;
        await using PlayedServer server = new(_ =>
        {
            if (Interlocked.Increment(ref asked) == 3)
            {
                time.Advance(TimeSpan.FromSeconds(600));
            }

            return PlayedAnswer.Json("""{"id": "o1", "prompt_id": "p", "state": "running"}""");
        });
        using PtmClient client = PlayedPtm.Client(server, options => (options.TimeProvider, options.Timeout) = (time, TimeSpan.FromHours(1)));

        PtmTimeoutException e = await Assert.ThrowsAsync<PtmTimeoutException>(() => client.Optimizations.WaitAsync("p", cancellationToken: Token));

        Assert.Equal(("o1", RunState.Running), (e.Key, e.LastState));
    }

    static async Task<List<string>> FollowAsync(PtmClient client)
    {
        List<string> events = [];
        await foreach (RunProgress progress in client.Runs.FollowAsync("r1", cancellationToken: Token))
        {
            events.Add($"{progress.Sequence} {progress.State}");
        }

        return events;
    }

    sealed class Told(Action? then = null) : IProgress<RunProgress>
    {
        public List<string> Events { get; } = [];

        public void Report(RunProgress value)
        {
            Events.Add($"{value.Sequence} {value.State}{(value.Result is null ? "" : " " + value.Result.Id)}");
            then?.Invoke();
        }
    }
}
