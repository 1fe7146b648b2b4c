using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Streams;

namespace Ptm.Engine.Tests.Running;

public sealed class StreamedRunTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fifty_thousand_cases_pass_through_in_the_memory_of_a_few()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(10));
        EvalPlan plan = engine.Plan(new() { Repeat = 1_250 });
        string file = _folder.Combine("run.json");
        List<WeakReference> everyFiftieth = [];
        List<int> alive = [];
        int done = 0;
        using ReportStreams streams = ReportStreams.For([file], plan, _folder.Path);

        RunResult run = await engine.StreamAsync(
            plan,
            streams,
            result =>
            {
                if (++done % 50 == 0)
                {
                    everyFiftieth.Add(new(result));
                }

                if (done % 5_000 == 0)
                {
                    GC.Collect();
                    alive.Add(everyFiftieth.Count(reference => reference.IsAlive));
                }
            },
            Token);
        Assert.Empty(await streams.CompleteAsync(run));

        Assert.Equal((50_000, RunState.Completed, 50_000, 0), (plan.Cases.Count, run.State, run.Summary.Passed, run.Results.Count));

        // The window holds about a thousand results, which are some twenty of those that were marked; kept ones would be a thousand in the end.
        Assert.Equal(10, alive.Count);
        Assert.All(alive, count => Assert.InRange(count, 0, 60));
        RunResult read = await RunFile.ReadAsync(file, Token);
        Assert.Equal(Names(plan.Cases), read.Results.Select(Name));
        Assert.Equal(run.Summary with { Duration = default }, read.Summary with { Duration = default });
    }

    [Fact]
    public void A_plan_is_ordered_by_test_prompt_provider_and_sample_whether_it_is_kept_or_not()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(3));

        EvalPlan small = engine.Plan(new() { Repeat = 2 });
        EvalPlan large = engine.Plan(new() { Repeat = 1_000 });

        Assert.Equal(
            from test in Enumerable.Range(0, 3) from prompt in new[] { "Case", "Again" } from provider in new[] { "echo", "twin" } from sample in Enumerable.Range(0, 2) select $"case {test} {prompt} {{{{ id }}}} {provider} {sample}",
            Names(small.Cases));
        Assert.Equal(12_000, large.Cases.Count);
        Assert.Equal(Names(small.Cases), Names(large.Cases).Where(name => name.EndsWith(" 0", StringComparison.Ordinal) || name.EndsWith(" 1", StringComparison.Ordinal)));
        Assert.Equal([.. Names(large.Cases)], Enumerable.Range(0, 12_000).Select(index => Name(large.Cases[index])));
        Assert.Equal("case 0 Case {{ id }} echo 7", Name(large.Cases[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => large.Cases[12_000]);
    }

    [Fact]
    public async Task A_filter_holds_for_a_plan_that_is_not_kept()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(20));

        EvalPlan plan = engine.Plan(new() { Repeat = 1_000, Filter = "case 1", Providers = ["twin"] });
        RunResult run = await engine.RunAsync(plan, cancellationToken: Token);

        Assert.Equal((22_000, 22_000), (plan.Cases.Count, run.Summary.Passed));
        Assert.Equal(Names(plan.Cases), run.Results.Select(Name));
        Assert.All(run.Results, result => Assert.Contains("case 1", result.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Results_keep_the_order_and_no_case_runs_far_ahead_of_the_slowest()
    {
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = 0;
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(1_500), new PtmEngineOptions { MaxConcurrency = 4 }.AddProvider("app", async (prompt, token) =>
        {
            Interlocked.Increment(ref asked);
            if (prompt == "Case 0")
            {
                await first.Task.WaitAsync(token);
            }

            return prompt;
        }));
        EvalPlan plan = engine.Plan(new() { Providers = ["app"] });
        Order order = new();

        Task<RunResult> running = engine.StreamAsync(plan, order, cancellationToken: Token);
        while (Volatile.Read(ref asked) < 1_024)
        {
            await Task.Delay(1, Token);
        }

        await Task.Delay(100, Token);
        int ahead = Volatile.Read(ref asked);
        int before = order.Names.Count;
        first.SetResult();
        RunResult run = await running;

        Assert.Equal((1_024, 0), (ahead, before));
        Assert.Equal(3_000, run.Summary.Passed);
        Assert.Equal(Names(plan.Cases), order.Names);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_a_whole_file_with_what_was_found()
    {
        using CancellationTokenSource cancel = new();
        int asked = 0;
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(10), new PtmEngineOptions().AddProvider("app", async (prompt, token) =>
        {
            if (Interlocked.Increment(ref asked) == 5_000)
            {
                await cancel.CancelAsync();
            }

            await Task.Yield();
            token.ThrowIfCancellationRequested();
            return prompt;
        }));
        EvalPlan plan = engine.Plan(new() { Repeat = 1_000, Providers = ["app"] });
        string file = _folder.Combine("run.json");
        using ReportStreams streams = ReportStreams.For([file, _folder.Combine("run.csv"), _folder.Combine("run.md")], plan, _folder.Path);

        RunResult run = await engine.StreamAsync(plan, streams, cancellationToken: cancel.Token);
        Assert.Empty(await streams.CompleteAsync(run));
        RunResult read = await RunFile.ReadAsync(file, Token);

        Assert.Equal((RunState.Cancelled, RunState.Cancelled), (run.State, read.State));
        // Those in flight when it ends may still come.
        Assert.InRange(read.Results.Count, 4_000, 5_000 + 16);
        Assert.Equal(run.Summary.Total, read.Results.Count);
        Assert.Equal(read.Results.Select(Name), Names(plan.Cases).Where(read.Results.Select(Name).ToHashSet().Contains));
        Assert.Equal(read.Results.Count + 1, (await File.ReadAllLinesAsync(_folder.Combine("run.csv"), Token)).Length);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.part"));
    }

    [Fact]
    public async Task A_sink_that_fails_ends_the_run_with_its_fault()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(10));

        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.StreamAsync(engine.Plan(new() { Repeat = 1_000 }), new Refusing(), cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public void A_repetition_below_one_and_more_cases_than_can_be_counted_are_refused()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(3));

        Assert.Throws<ArgumentOutOfRangeException>(() => new EvalSelection { Repeat = 0 });
        Assert.Equal(DiagnosticCodes.LimitExceeded, Assert.Throws<PtmException>(() => engine.Plan(new() { Repeat = 1_000_000_000 })).Diagnostics[0].Code);
    }

    [Fact]
    public void A_page_of_more_cases_than_a_browser_opens_is_refused_before_anything_runs()
    {
        using PtmEngine engine = PtmEngine.Open(_folder.WriteConfig(3));

        PtmException e = Assert.Throws<PtmException>(() => ReportStreams.For([_folder.Combine("run.html")], engine.Plan(new() { Repeat = 10_000 }), _folder.Path));

        Assert.Equal(DiagnosticCodes.LimitExceeded, e.Diagnostics[0].Code);
        Assert.Contains("120000 cases", e.Message, StringComparison.Ordinal);
    }

    static IEnumerable<string> Names(IEnumerable<PlannedCase> cases) => cases.Select(Name);

    static string Name(PlannedCase planned) => $"{planned.Case.Id} {planned.Prompt.Id} {planned.Provider} {planned.Sample}";

    static string Name(CaseResult result) => $"{result.Id} {result.PromptId} {result.Provider} {result.Sample}";

    sealed class Order : IResultSink
    {
        public List<string> Names { get; } = [];

        public void Begin(RunResult run) => Assert.Equal(RunState.Running, run.State);

        public void Add(CaseResult result) => Names.Add(Name(result));
    }

    sealed class Refusing : IResultSink
    {
        public void Begin(RunResult run)
        {
        }

        public void Add(CaseResult result) => throw new InvalidOperationException("full");
    }
}
