namespace Ptm.Server.Tests.Faults;

public sealed class KilledServerTests : IDisposable
{
    const int Cases = 2000;
    const int Kills = 3;

    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_whose_server_is_killed_three_times_loses_nothing_and_doubles_nothing()
    {
        await using CountingModel model = await CountingModel.StartAsync(TimeSpan.FromMilliseconds(5), Token);
        _folder.Write("ptm.yaml", model.Library);
        RunResult run = await Killings.RunAsync(Places.Program, _folder.Path, Cases, Kills, Token);
        Assert.Equal((RunState.Completed, Cases, Cases), (run.State, run.Summary.Total, run.Summary.Passed));
        Assert.Equal(Enumerable.Range(0, Cases).Select(index => $"case {index}"), run.Results.Select(result => result.Id));
        Assert.Equal(Cases, model.Calls.Count);
        int again = model.Calls.Values.Sum() - Cases;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Cases} cases, {Kills} kills: {again} calls made again");

        // What was asked again was in flight at a kill: being answered, or answered and not yet on disk.
        Assert.InRange(again, 0, Kills * 4 * Killings.AtOnce);
        Assert.All(model.Calls.Values, calls => Assert.InRange(calls, 1, 1 + Kills));
    }

    [Fact]
    public async Task Two_servers_on_one_file_both_work_and_evaluate_no_case_twice()
    {
        await using CountingModel model = await CountingModel.StartAsync(TimeSpan.FromMilliseconds(2), Token);
        _folder.Write("ptm.yaml", model.Library);
        using ServeProcess one = await ServeProcess.StartAsync(Places.Program, _folder.Path);
        using ServeProcess two = await ServeProcess.StartAsync(Places.Program, _folder.Path);
        using PtmClient first = new(one.Url, "none");
        using PtmClient second = new(two.Url, "none");
        string[] keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
            (await (number % 2 == 0 ? first : second).Evaluations.RunManualAsync(Killings.Manual(25, number * 25), Token)).RunKey));
        foreach (string key in keys)
        {
            RunResult[] seen = await Task.WhenAll(first.Runs.WaitAsync(key, TimeSpan.FromMinutes(1), cancellationToken: Token), second.Runs.WaitAsync(key, TimeSpan.FromMinutes(1), cancellationToken: Token));
            Assert.All(seen, run => Assert.Equal((RunState.Completed, 25, 25), (run.State, run.Summary.Passed, run.Results.Count)));
        }

        Assert.Equal(20, (await second.Runs.ListAsync(cancellationToken: Token)).Count);
        Assert.Equal(500, model.Calls.Count);
        Assert.All(model.Calls.Values, calls => Assert.Equal(1, calls));
    }
}
