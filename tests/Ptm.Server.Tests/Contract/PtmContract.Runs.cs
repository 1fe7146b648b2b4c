using System.Text.Json;

namespace Ptm.Server.Tests.Contract;

public abstract partial class PtmContract
{
    static readonly Dictionary<string, Func<IPtm, Task>> s_ofARun = new()
    {
        ["get_run"] = ptm => ptm.Runs.GetAsync("nobody's", Token),
        ["wait_for_run"] = ptm => ptm.Runs.WaitAsync("nobody's", cancellationToken: Token),
        ["follow"] = async ptm => await ptm.Runs.FollowAsync("nobody's", 0, Token).ToListAsync(Token),
        ["html"] = ptm => ptm.Runs.ReportAsync("nobody's", ReportFormat.Html, Token),
        ["json"] = ptm => ptm.Runs.ReportAsync("nobody's", ReportFormat.Json, Token),
        ["markdown"] = ptm => ptm.Runs.ReportAsync("nobody's", ReportFormat.Markdown, Token),
        ["csv"] = ptm => ptm.Runs.ReportAsync("nobody's", ReportFormat.Csv, Token),
        ["sarif"] = ptm => ptm.Runs.ReportAsync("nobody's", ReportFormat.Sarif, Token),
        ["junit"] = ptm => ptm.Runs.ReportAsync("nobody's", ReportFormat.JUnit, Token),
        ["cancel"] = ptm => ptm.Runs.CancelAsync("nobody's", Token),
    };

    public static TheoryData<string> OfARun => [.. s_ofARun.Keys];

    [Theory]
    [MemberData(nameof(OfARun))]
    public async Task What_asks_for_a_run_that_does_not_exist_is_404(string operation)
    {
        PtmException error = await RefusedAsync(404, DiagnosticCodes.NotFound, () => s_ofARun[operation](Ptm));
        Assert.Contains("nobody's", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_listed_the_newest_first_without_results()
    {
        List<string> keys = [];
        foreach (string text in new[] { "a", "b", "c" })
        {
            keys.Insert(0, (await RunAsync(Manual(text))).RunKey);
        }

        RunResult held = await Ptm.Evaluations.RunManualAsync(Manual("[hold]"), Token);
        await Model.HeldAsync(Token);
        IReadOnlyList<RunResult> listed = await Ptm.Runs.ListAsync(cancellationToken: Token);
        Assert.Equal([held.RunKey, .. keys], listed.Select(run => run.RunKey));
        Assert.All(listed, run => Assert.Empty(run.Results));
        Assert.Equal((RunState.Completed, 1, 1), (listed[1].State, listed[1].Summary.Total, listed[1].CaseCount));
        Assert.Equal([held.RunKey, keys[0]], (await Ptm.Runs.ListAsync(2, cancellationToken: Token)).Select(run => run.RunKey));
        Assert.Equal(keys, (await Ptm.Runs.ListAsync(terminalOnly: true, cancellationToken: Token)).Select(run => run.RunKey));
        Assert.Equal([held.RunKey, .. keys], (await Ptm.Runs.ListAsync(mineOnly: true, cancellationToken: Token)).Select(run => run.RunKey));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_list_of_no_runs_or_too_many_is_422(int limit) =>
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Runs.ListAsync(limit, cancellationToken: Token));

    [Fact]
    public async Task A_run_is_read_with_its_results_so_far_and_goes_on()
    {
        RunResult accepted = await Ptm.Evaluations.RunManualAsync(Manual("a", "[hold]"), Token);
        await foreach (RunProgress step in Ptm.Runs.FollowAsync(accepted.RunKey, 0, Token))
        {
            if (step.Result is not null)
            {
                break;
            }
        }

        RunResult soFar = await Ptm.Runs.GetAsync(accepted.RunKey, Token);
        Assert.Equal((RunState.Running, 2, 1, null), (soFar.State, soFar.CaseCount, soFar.Summary.Total, soFar.EndedAt));
        Assert.Equal("case 0", Assert.Single(soFar.Results).Id);
        Model.Release();
        Assert.Equal(2, (await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token)).Results.Count);
    }

    [Fact]
    public async Task Whoever_follows_is_told_each_change_of_state_and_each_result_once()
    {
        RunResult accepted = await Ptm.Evaluations.RunManualAsync(Manual("a", "b", "[hold]"), Token);
        List<RunProgress> steps = [];
        await foreach (RunProgress step in Ptm.Runs.FollowAsync(accepted.RunKey, 0, Token))
        {
            steps.Add(step);
            if (steps.Count(told => told.Result is not null) == 2)
            {
                Model.Release();
            }
        }

        Assert.Equal(RunState.Running, steps.First(step => step.State != RunState.Queued).State);
        Assert.Equal(["case 0", "case 1", "case 2"], steps.Select(step => step.Result?.Id).OfType<string>().Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3], steps.Where(step => step.Result is not null).Select(step => step.Completed));
        Assert.Equal((RunState.Completed, 3, 3, null), (steps[^1].State, steps[^1].Completed, steps[^1].Total, steps[^1].Result));
        Assert.Equal(steps.Select(step => step.Sequence).Order(), steps.Select(step => step.Sequence));
        Assert.Single(steps, step => step.State is RunState.Completed);
        Assert.All(steps, step => Assert.Equal(accepted.RunKey, step.RunKey));
    }

    [Fact]
    public async Task A_run_that_has_ended_is_followed_from_anywhere()
    {
        RunResult run = await RunAsync(Manual("a", "b", "c"));
        List<RunProgress> all = await Ptm.Runs.FollowAsync(run.RunKey, 0, Token).ToListAsync(Token);
        Assert.Equal(3, all.Count(step => step.Result is not null));
        long second = all.Where(step => step.Result is not null).ElementAt(1).Sequence;
        List<RunProgress> rest = await Ptm.Runs.FollowAsync(run.RunKey, second, Token).ToListAsync(Token);
        Assert.Equal([all[^2].Result?.Id, null], rest.Select(step => step.Result?.Id));
        Assert.Equal(RunState.Completed, rest[^1].State);
    }

    [Fact]
    public async Task Events_before_the_first_do_not_exist() =>
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, async () => await Ptm.Runs.FollowAsync((await RunAsync(Manual("a"))).RunKey, -1, Token).ToListAsync(Token));

    [Fact]
    public async Task Whoever_waits_is_told_the_progress()
    {
        RunResult accepted = await Ptm.Evaluations.RunManualAsync(Manual("a", "[hold]"), Token);
        Told told = new();
        Task<RunResult> wait = Ptm.Runs.WaitAsync(accepted.RunKey, progress: told, cancellationToken: Token);
        await told.First(step => step.Result is not null).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Model.Release();
        Assert.Equal(RunState.Completed, (await wait).State);
        Assert.Equal(["case 0", "case 1"], told.Steps.Select(step => step.Result?.Id).OfType<string>());
        Assert.Contains(told.Steps, step => step is { State: RunState.Running, Result: null });
        Assert.Equal(RunState.Completed, told.Steps[^1].State);
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_tells_the_last_state_and_the_run_goes_on()
    {
        RunResult accepted = await Ptm.Evaluations.RunManualAsync(Manual("[hold]"), Token);
        await Model.HeldAsync(Token);
        PtmTimeoutException late = Assert.IsType<PtmTimeoutException>(await RefusedAsync(0, DiagnosticCodes.WaitTimeout, () => Ptm.Runs.WaitAsync(accepted.RunKey, TimeSpan.FromSeconds(1), cancellationToken: Token)));
        Assert.Equal((accepted.RunKey, RunState.Running), (late.Key, late.LastState));
        Model.Release();
        Assert.Equal(RunState.Completed, (await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token)).State);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(3_000_000, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 100_000)]
    public async Task A_wait_out_of_range_is_422(int seconds, int interval)
    {
        RunResult run = await RunAsync(Manual("a"));
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Runs.WaitAsync(run.RunKey, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(interval), cancellationToken: Token));
    }

    [Fact]
    public async Task A_callers_cancellation_ends_the_wait_and_not_the_run()
    {
        RunResult accepted = await Ptm.Evaluations.RunManualAsync(Manual("[hold]"), Token);
        await Model.HeldAsync(Token);
        using CancellationTokenSource caller = new();
        Told told = new();
        Task wait = Ptm.Runs.WaitAsync(accepted.RunKey, progress: told, cancellationToken: caller.Token);
        Task follow = Ptm.Runs.FollowAsync(accepted.RunKey, 0, caller.Token).LastAsync(CancellationToken.None).AsTask();
        await told.First(_ => true).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follow);
        Assert.Equal(RunState.Running, (await Ptm.Runs.GetAsync(accepted.RunKey, Token)).State);
    }

    [Fact]
    public async Task A_wait_returns_on_any_state_in_which_a_run_has_ended_and_what_was_done_stays()
    {
        RunResult accepted = await Ptm.Evaluations.RunManualAsync(Manual("a", "[hold]"), Token);
        Told told = new();
        Task<RunResult> wait = Ptm.Runs.WaitAsync(accepted.RunKey, progress: told, cancellationToken: Token);
        await told.First(step => step.Result is not null).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await Ptm.Runs.CancelAsync(accepted.RunKey, Token);
        RunResult run = await wait;
        Assert.Equal((RunState.Cancelled, 2, 1), (run.State, run.CaseCount, run.Summary.Total));
        Assert.Equal("case 0", Assert.Single(run.Results).Id);
        await Ptm.Runs.CancelAsync(accepted.RunKey, Token);
        Model.Release();
        Assert.Equal(RunState.Cancelled, (await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token)).State);
    }

    [Fact]
    public async Task A_run_that_has_ended_is_not_cancelled()
    {
        RunResult run = await RunAsync(Manual("a"));
        await Ptm.Runs.CancelAsync(run.RunKey, Token);
        Assert.Equal(RunState.Completed, (await Ptm.Runs.GetAsync(run.RunKey, Token)).State);
    }

    [Fact]
    public async Task A_run_is_reported_in_four_formats()
    {
        RunResult run = await RunAsync(Manual("<script>alert(1)</script>", "=1+1") with { Label = "the & run" });
        string html = await Ptm.Runs.ReportAsync(run.RunKey, cancellationToken: Token);
        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("the &amp; run", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        RunResult read = JsonSerializer.Deserialize(await Ptm.Runs.ReportAsync(run.RunKey, ReportFormat.Json, Token), PtmJson.For<RunResult>())!;
        Assert.Equal((run.RunKey, 2), (read.RunKey, read.Results.Count));
        Assert.Contains("case 1", await Ptm.Runs.ReportAsync(run.RunKey, ReportFormat.Csv, Token), StringComparison.Ordinal);
        Assert.Contains("2", await Ptm.Runs.ReportAsync(run.RunKey, ReportFormat.Markdown, Token), StringComparison.Ordinal);
        Assert.Contains("case 1", await Ptm.Runs.ReportAsync(run.RunKey, ReportFormat.JUnit, Token), StringComparison.Ordinal);
        Assert.Contains("\"version\": \"2.1.0\"", await Ptm.Runs.ReportAsync(run.RunKey, ReportFormat.Sarif, Token), StringComparison.Ordinal);
    }

    /// <summary>Keeps what was told, in order; the framework's own <see cref="Progress{T}"/> tells on other threads.</summary>
    sealed class Told : IProgress<RunProgress>
    {
        readonly Lock _gate = new();
        readonly List<RunProgress> _steps = [];
        readonly List<(Func<RunProgress, bool> Condition, TaskCompletionSource Reached)> _waits = [];

        public IReadOnlyList<RunProgress> Steps => _steps;

        public void Report(RunProgress value)
        {
            lock (_gate)
            {
                _steps.Add(value);
                _waits.FindAll(wait => wait.Condition(value)).ForEach(wait => wait.Reached.TrySetResult());
            }
        }

        public Task First(Func<RunProgress, bool> condition)
        {
            lock (_gate)
            {
                TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add((condition, reached));
                if (_steps.Any(condition))
                {
                    reached.TrySetResult();
                }

                return reached.Task;
            }
        }
    }
}
