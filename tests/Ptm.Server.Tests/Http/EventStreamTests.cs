using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Ptm.Server.Tests.Http;

public sealed class EventStreamTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_is_opened_again_anywhere_loses_and_doubles_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpClient http = server.Http();
        string key = await StartAsync(server, [.. Enumerable.Range(0, 9).Select(number => $"{number}"), "[hold]"]);
        List<string> results = [];
        long? last = null;
        while (results.Count < 9)
        {
            using EventStream stream = await EventStream.OpenAsync(http, key, last);
            for (int read = 0; read < 3 && results.Count < 9; read++)
            {
                RunProgress step = (await stream.NextAsync())!;
                last = step.Sequence;
                results.AddRange(step.Result is { } result ? [result.Id] : []);
            }
        }

        server.Model.Release();
        using EventStream rest = await EventStream.OpenAsync(http, key, query: $"?after={last}");
        while (await rest.NextAsync() is { } step)
        {
            results.AddRange(step.Result is { } result ? [result.Id] : []);
            last = step.Sequence;
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"case {number}"), results.Order(StringComparer.Ordinal));
        using EventStream after = await EventStream.OpenAsync(http, key, last);
        Assert.Equal(RunState.Completed, (await after.NextAsync())?.State);
        Assert.Null(await after.NextAsync());
    }

    [Fact]
    public async Task A_stream_that_is_opened_before_the_run_begins_sees_everything()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.MaxConcurrency = 1);
        await StartAsync(server, "[hold]");
        await server.Model.HeldAsync(Token);
        using EventStream stream = await EventStream.OpenAsync(server.Http(), await StartAsync(server, "a", "b", "c"));
        Assert.Null((await stream.NextAsync())?.Result);
        server.Model.Release();
        List<RunProgress> steps = [];
        while (await stream.NextAsync() is { } step)
        {
            steps.Add(step);
        }

        Assert.Equal(["case 0", "case 1", "case 2"], steps.Select(step => step.Result?.Id).OfType<string>());
        Assert.Equal(RunState.Completed, steps[^1].State);
    }

    [Fact]
    public async Task A_run_in_which_nothing_happens_gives_a_sign_of_life()
    {
        FakeTimeProvider time = new();
        await using RunningServer server = await RunningServer.StartAsync(options => options.Time = time);
        string key = await StartAsync(server, "[hold]");
        await server.Model.HeldAsync(Token);
        using EventStream stream = await EventStream.OpenAsync(server.Http(), key);
        while ((await stream.NextAsync())?.State != RunState.Running)
        {
        }

        Task<string?> line = stream.LineAsync();
        while (!line.IsCompleted)
        {
            // The server may not have begun to wait yet, so that one step would be too early.
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(line, Task.Delay(TimeSpan.FromMilliseconds(10), Token));
        }

        Assert.Equal(": still here", await line);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_and_waits_for_none()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string key = await StartAsync(server, "[hold]");
        await server.Model.HeldAsync(Token);
        List<EventStream> streams = [];
        for (int i = 0; i < 10; i++)
        {
            streams.Add(await EventStream.OpenAsync(server.Http(), key));
        }

        long started = Stopwatch.GetTimestamp();
        await server.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"stopped after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
        foreach (EventStream stream in streams)
        {
            await Record.ExceptionAsync(async () =>
            {
                while (await stream.NextAsync() is not null)
                {
                }
            });
            stream.Dispose();
        }
    }

    [Theory]
    [InlineData("/api/v1/runs/nothing/events", 404)]
    [InlineData("/api/v1/runs/nothing/events?after=x", 422)]
    [InlineData("/api/v1/runs/nothing/events?after=-1", 422)]
    public async Task What_cannot_be_followed_is_a_problem_and_no_stream(string path, int status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.Http().AskAsync(path);
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    static async Task<string> StartAsync(RunningServer server, params string[] texts)
    {
        using PtmClient client = new(server.Server.Url, "none");
        return (await client.Evaluations.RunManualAsync(Contract.PtmContract.Manual(texts), Token)).RunKey;
    }
}
