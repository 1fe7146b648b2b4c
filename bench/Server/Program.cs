using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ptm;
using Ptm.Bench.Server;
using Ptm.Server.Tests.Faults;

const int Starts = 10;
const int Runs = 10_000;
const int Clients = 64;
const int Reads = 1_000;
const int Streamed = 1_000;
const int Large = 100_000;
const int KilledCases = 2_000;

string program = args[0];
int kills = int.Parse(args[1], CultureInfo.InvariantCulture);
string root = Path.Combine(Path.GetTempPath(), $"ptm-bench-{Guid.NewGuid():N}");
Directory.CreateDirectory(root);
try
{
    await using CountingModel model = await CountingModel.StartAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);
    await ColdStartAsync();
    await AcceptAndReadAsync();
    await FollowAsync(model);
    await RunLargeAsync();
    await KillAsync();
}
finally
{
    Directory.Delete(root, recursive: true);
}

string Folder(string name, string library = "prompts: []\n")
{
    string folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
    File.WriteAllText(Path.Combine(folder, "ptm.yaml"), library);
    return folder;
}

async Task ColdStartAsync()
{
    using HttpClient http = new();
    string folder = Folder("cold");
    double[] times = new double[Starts];
    for (int i = -1; i < Starts; i++)
    {
        long started = Stopwatch.GetTimestamp();
        using ServeProcess server = await ServeProcess.StartAsync(program, folder);
        (await http.GetAsync(new Uri(server.Url, "/readyz"))).EnsureSuccessStatusCode();

        // The first one reads the program from disk and creates the database; it is not counted.
        times[Math.Max(0, i)] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    Figures.Print($"cold start to ready, median of {Starts} (goal 500 ms)", string.Create(CultureInfo.InvariantCulture, $"{Figures.Quantile(times, 0.5):0} ms"));
}

async Task AcceptAndReadAsync()
{
    using ServeProcess server = await ServeProcess.StartAsync(program, Folder("accept"));
    using PtmClient client = new(server.Url, "none");
    ManualEval manual = Echo(1);
    string[] keys = new string[Runs];
    int next = -1;
    long started = Stopwatch.GetTimestamp();
    await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
    {
        while (Interlocked.Increment(ref next) is int number and < Runs)
        {
            keys[number] = (await client.Evaluations.RunManualAsync(manual)).RunKey;
        }
    }));
    Figures.Print($"runs accepted a second, {Clients} clients, evaluated meanwhile", string.Create(CultureInfo.InvariantCulture, $"{Runs / Stopwatch.GetElapsedTime(started).TotalSeconds:#,0}"));
    while (true)
    {
        IReadOnlyList<RunResult> newest = await client.Runs.ListAsync(1000);
        if (newest.All(run => run.IsTerminal))
        {
            break;
        }

        await Task.Delay(200);
    }

    Figures.Print("until the last had ended", string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
    Figures.Print($"list of 50 among {Runs:#,0} runs", Figures.Milliseconds(await TimeAsync(_ => client.Runs.ListAsync())));
    Figures.Print($"one of {Runs:#,0} runs with its result", Figures.Milliseconds(await TimeAsync(number => client.Runs.GetAsync(keys[number * 7 % Runs]))));
}

async Task FollowAsync(CountingModel model)
{
    using ServeProcess server = await ServeProcess.StartAsync(program, Folder("follow", model.Library));
    using PtmClient client = new(server.Url, "none");
    await client.Runs.WaitAsync((await client.Evaluations.RunManualAsync(Killings.Manual(200, Streamed))).RunKey);
    string key = (await client.Evaluations.RunManualAsync(Killings.Manual(Streamed))).RunKey;
    List<double> times = [];
    await foreach (RunProgress step in client.Runs.FollowAsync(key))
    {
        if (step.Result is { Prompt.Text: { } prompt })
        {
            times.Add(Stopwatch.GetElapsedTime(model.AnsweredAt[prompt]).TotalMilliseconds);
        }
    }

    Figures.Print("from the provider's answer to the event at the client (goal p95 20 ms)", Figures.Milliseconds([.. times]));
}

async Task RunLargeAsync()
{
    using ServeProcess server = await ServeProcess.StartAsync(program, Folder("large"));
    using PtmClient client = new(server.Url, "none", new() { Timeout = TimeSpan.FromMinutes(5) });
    long started = Stopwatch.GetTimestamp();
    string key = (await client.Evaluations.RunManualAsync(Echo(Large))).RunKey;
    while (!(await client.Runs.ListAsync(1))[0].IsTerminal)
    {
        await Task.Delay(200);
    }

    double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    double peak = Peak(server.Id);
    Figures.Print($"a run of {Large:#,0} echo cases, peak memory of the server", string.Create(CultureInfo.InvariantCulture, $"{peak:0} MB, {seconds:0.0} s"));
    RunResult run = await client.Runs.GetAsync(key);
    Figures.Print("the same, once its results were read whole", string.Create(CultureInfo.InvariantCulture, $"{Peak(server.Id):0} MB, {run.Results.Count:#,0} results"));
}

async Task KillAsync()
{
    await using CountingModel model = await CountingModel.StartAsync(TimeSpan.FromMilliseconds(5), CancellationToken.None);
    RunResult run = await Killings.RunAsync(program, Folder("kill", model.Library), KilledCases, kills, CancellationToken.None);
    int lost = Enumerable.Range(0, KilledCases).Count(index => index >= run.Results.Count || run.Results[index].Id != $"case {index}");
    int doubled = run.Results.Count - run.Results.Select(result => result.Id).Distinct(StringComparer.Ordinal).Count();
    Figures.Print($"a run of {KilledCases:#,0} cases, its server killed {kills} times", $"{lost} lost, {doubled} doubled, {model.Calls.Values.Sum() - KilledCases} calls made again");
}

static async Task<double[]> TimeAsync(Func<int, Task> read)
{
    double[] times = new double[Reads];
    for (int i = -100; i < Reads; i++)
    {
        long started = Stopwatch.GetTimestamp();
        await read(Math.Max(0, i));
        times[Math.Max(0, i)] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    return times;
}

static double Peak(int process) => File.ReadLines($"/proc/{process}/status")
    .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
    .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6)
    .Single();

static ManualEval Echo(int cases) => new()
{
    Prompt = new()
    {
        Id = "manual",
        Text = "Hello {{ name }}",
        ProviderProfiles = ["echo"],
        Tests =
        [
            .. Enumerable.Range(0, cases).Select(index => new TestCase
            {
                Id = $"case {index}",
                Index = index,
                Vars = JsonElement.Parse($$"""{"name": "Ada {{index}}"}"""),
                Assertions = [new() { Type = "contains", Value = JsonElement.Parse("\"Ada\"") }],
            }),
        ],
    },
};
