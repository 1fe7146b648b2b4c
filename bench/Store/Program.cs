using System.Diagnostics;
using System.Globalization;
using Ptm;
using Ptm.Engine.Stores;
using Ptm.Server.Storage;

const int Runs = 10_000;
const int AtOnce = 64;
const int Cases = 100_000;
const int Batch = 20;
const int Lists = 1_000;

string folder = Path.Combine(args is [string place] ? place : Path.GetTempPath(), $"ptm-bench-{Guid.NewGuid():N}");
Directory.CreateDirectory(folder);
try
{
    await using SqliteDatabase database = SqliteDatabase.Open(Path.Combine(folder, "ptm.db"));
    IRunStore runs = SqliteStores.Of(database, TimeProvider.System).Runs;
    await MeasureAsync($"runs accepted, {AtOnce} at once", Runs, () => AddRunsAsync(runs));
    await ReportListsAsync(runs, "everybody's", new() { Name = "user 7", Team = "team 1" });
    await ReportListsAsync(runs, "an admin's ", new() { Name = "root", IsAdmin = true });
    await ReportListsAsync(runs, "a stranger's", new() { Name = "nobody" });

    await runs.AddAsync(Run("large", Cases, 0), new() { Prompts = [Prompt(Cases)] }, CancellationToken.None);
    await MeasureAsync($"results stored, {Batch} at a time by one", Cases / 2, () => AddResultsAsync(runs, 0, Cases / 2, 1));
    await MeasureAsync($"results stored, {Batch} at a time by 16 ", Cases / 2, () => AddResultsAsync(runs, Cases / 2, Cases, 16));
    await MeasureAsync("results read", Cases, async () =>
    {
        await foreach (StoredResult _ in runs.ReadResultsAsync("large", 0, CancellationToken.None))
        {
        }
    });
    await MeasureAsync($"what is left of {Cases} done, from 0", 1, () => runs.ReadPendingAsync("large", 0, 100, CancellationToken.None));
    await MeasureAsync($"what is left of {Cases} done, from {Cases - 100}", 1, () => runs.ReadPendingAsync("large", Cases - 100, 100, CancellationToken.None));
    await MeasureAsync($"spec of {Cases} cases, parsed", 1, () => runs.ReadSpecAsync("large", CancellationToken.None));
    await MeasureAsync($"spec of {Cases} cases, again ", 1, () => runs.ReadSpecAsync("large", CancellationToken.None));
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task AddRunsAsync(IRunStore runs)
{
    RunSpec spec = new() { Prompts = [Prompt(10)] };
    int next = 0;
    await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
    {
        while (Interlocked.Increment(ref next) is int number and <= Runs)
        {
            await runs.AddAsync(Run($"run {number}", 10, number), spec, CancellationToken.None);
        }
    })));
}

static async Task AddResultsAsync(IRunStore runs, int from, int to, int writers)
{
    int next = from;
    await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
    {
        while (Interlocked.Add(ref next, Batch) is int end && end <= to)
        {
            await runs.AddResultsAsync("large", [.. Enumerable.Range(end - Batch, Batch).Select(Result)], CancellationToken.None);
        }
    })));
}

static async Task ReportListsAsync(IRunStore runs, string name, PtmCaller caller)
{
    // The first ones compile; they are not counted.
    double[] times = new double[Lists];
    for (int i = -Lists; i < Lists; i++)
    {
        long start = Stopwatch.GetTimestamp();
        await runs.ListAsync(new() { Caller = caller }, CancellationToken.None);
        times[Math.Max(0, i)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    Array.Sort(times);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} list of 50 among {Runs} runs: median {times[Lists / 2]:0.00} ms, p95 {times[Lists * 95 / 100]:0.00} ms"));
}

static async Task MeasureAsync(string name, int count, Func<Task> work)
{
    long start = Stopwatch.GetTimestamp();
    await work();
    TimeSpan time = Stopwatch.GetElapsedTime(start);
    Console.WriteLine(count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{name}: {time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{name}: {count / time.TotalSeconds:0}/s"));
}

static StoredRun Run(string key, int cases, int number) => new()
{
    RunKey = key,
    Label = "a run",
    Ownership = new($"user {number % 10}", $"team {number % 3}", (VisibilityScope)(number % 3)),
    State = RunState.Queued,
    CaseCount = cases,
    StartedAt = TimeProvider.System.GetUtcNow(),
    IdempotencyKey = key,
};

static PromptDefinition Prompt(int tests) => new()
{
    Id = "bench",
    Text = "Answer {{ question }}",
    ProviderProfiles = ["echo"],
    Tests = [.. Enumerable.Range(0, tests).Select(index => new TestCase { Id = $"case {index}", Description = "a case of ordinary length", Index = index })],
};

static StoredResult Result(int index) => new(index, new()
{
    Id = $"case {index}",
    PromptId = "bench",
    Provider = "echo",
    Outcome = CaseOutcome.Passed,
    Score = 100,
    Promptfoo = new(true, 1),
    Output = new() { Text = new string('x', 600), Latency = TimeSpan.FromMilliseconds(5), Tokens = new(100, 100) },
    Assertions = [new() { Type = "contains", Outcome = CaseOutcome.Passed, Score = 1, Reason = "Contains 'x'." }],
});
