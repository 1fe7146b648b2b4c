using System.Diagnostics;
using Ptm.Server.Storage;

namespace Ptm.Server.Tests.Faults;

/// <summary>An optimization on real servers that are killed with SIGKILL in the midst of paid calls.</summary>
public sealed class KilledOptimizationTests : IDisposable
{
    const int Cases = 30;
    const int Samples = 2;
    const int Kills = 2;
    const int AtOnce = 8;

    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_optimization_whose_server_is_killed_again_and_again_stays_within_its_money_and_comes_to_its_end()
    {
        await using OptimizedModel model = await OptimizedModel.StartAsync(Token);
        Write(model);
        OptimizationRequest request = new() { MaxCycles = 3, MaxCostUsd = 0.5m, StabilitySamples = Samples, ValidationSamples = Samples };
        string? id = null;
        for (int kill = 0; kill < Kills; kill++)
        {
            using ServeProcess server = await StartAsync();
            using PtmClient client = new(server.Url, "none");
            id ??= (await client.Optimizations.SubmitAsync("numbers", request, Token)).Id;

            // In the midst of calls: between what is set aside, what is answered and what is kept.
            int until = model.Requests + 33 + (20 * kill);
            while (model.Requests < until && !(await client.Optimizations.GetStatusAsync("numbers", Token)).IsTerminal)
            {
                await Task.Delay(1, Token);
            }

            server.Kill();
        }

        using ServeProcess last = await StartAsync();
        using PtmClient rest = new(last.Url, "none");
        Optimization ended = await rest.Optimizations.WaitAsync("numbers", TimeSpan.FromMinutes(2), cancellationToken: Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{model.Requests} requests, billed ${model.Bill}, counted ${ended.CostUsd}, {ended.Verdict}: {ended.Gain}");

        Assert.Equal((id, RunState.Completed, OptimizationVerdict.Improved), (ended.Id, ended.State, ended.Verdict));
        Assert.Contains(OptimizedModel.Good, ended.BestPromptText, StringComparison.Ordinal);
        Assert.True(model.Bill <= ended.CostUsd, $"billed {model.Bill}, counted {ended.CostUsd}");
        Assert.True(ended.CostUsd <= request.MaxCostUsd);

        // The result is a version that nobody gets unasked.
        PromptVersion version = await rest.Prompts.GetVersionAsync("numbers", ended.ResultVersion!.Value, Token);
        Assert.Equal(ended.BestPromptText, version.Prompt!.Text);
        Assert.DoesNotContain(OptimizedModel.Good, (await rest.Prompts.GetAsync("numbers", Token)).Text, StringComparison.Ordinal);
        Assert.Equal($"optimization/{ended.Id}", version.CreatedBy);

        last.Kill();
        await AssertAnsweredOnceAsync(model);
    }

    [Fact]
    public async Task Money_that_kills_eat_up_ends_the_search_within_it_and_with_more_it_goes_on_and_pays_for_no_answer_twice()
    {
        await using OptimizedModel model = await OptimizedModel.StartAsync(Token);
        Write(model);
        OptimizationRequest request = new() { MaxCycles = 5, MaxCostUsd = 0.012m, StabilitySamples = Samples, ValidationSamples = Samples };
        string? id = null;
        for (int kill = 0; kill < Kills; kill++)
        {
            using ServeProcess server = await StartAsync();
            using PtmClient client = new(server.Url, "none");
            id ??= (await client.Optimizations.SubmitAsync("numbers", request, Token)).Id;
            int until = model.Requests + 15;
            while (model.Requests < until && !(await client.Optimizations.GetStatusAsync("numbers", Token)).IsTerminal)
            {
                await Task.Delay(1, Token);
            }

            server.Kill();
        }

        using ServeProcess last = await StartAsync();
        using PtmClient rest = new(last.Url, "none");
        Optimization ended = await rest.Optimizations.WaitAsync("numbers", TimeSpan.FromMinutes(1), cancellationToken: Token);
        Assert.Equal((id, RunState.Failed), (ended.Id, ended.State));
        Assert.True(model.Bill <= ended.CostUsd && ended.CostUsd <= request.MaxCostUsd, $"billed {model.Bill}, counted {ended.CostUsd}, limit {request.MaxCostUsd}");

        await rest.Optimizations.SubmitAsync("numbers", request with { MaxCostUsd = 0.5m }, Token);
        Optimization whole = await rest.Optimizations.WaitAsync("numbers", TimeSpan.FromMinutes(2), cancellationToken: Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{model.Requests} requests, billed ${model.Bill}, counted ${ended.CostUsd} and ${whole.CostUsd}, {whole.CarriedAnswers} answers for ${whole.CarriedCostUsd} taken over, {whole.Verdict}: {whole.Gain}");
        Assert.Equal((RunState.Completed, OptimizationVerdict.Improved, id), (whole.State, whole.Verdict, whole.Continues));
        Assert.True(whole.CarriedAnswers > 0 && whole.CarriedCostUsd > 0 && whole.CarriedCostUsd <= ended.CostUsd);
        Assert.True(model.Bill <= ended.CostUsd + whole.CostUsd, $"billed {model.Bill}, counted {ended.CostUsd} and {whole.CostUsd}");
        last.Kill();
        await AssertAnsweredOnceAsync(model);
    }

    // What has an answer in the database was asked once, in whichever optimization; what was answered besides was under way at a kill, and never seen.
    async Task AssertAnsweredOnceAsync(OptimizedModel model)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_folder.Combine("ptm.db"));
        (int answers, int calls) = await database.ReadAsync(
            session => session.First("SELECT count(*), count(DISTINCT call_key) FROM optimization_call WHERE state = 'answered'", row => (row.GetInt32(0), row.GetInt32(1))),
            Token);
        Assert.Equal(calls, answers);
        Assert.InRange(model.Answered.Values.Sum() - answers, 0, Kills * AtOnce);
    }

    [Fact]
    public async Task Ptm_optimize_that_is_killed_goes_on_with_the_same_command_and_pays_for_no_answer_twice()
    {
        await using OptimizedModel model = await OptimizedModel.StartAsync(Token);
        Write(model);
        using (Process killed = Optimize())
        {
            while (model.Requests < 40)
            {
                Assert.False(killed.HasExited, "It ended before it was killed.");
                await Task.Delay(1, Token);
            }

            killed.Kill();
            await killed.WaitForExitAsync(Token);
        }

        using Process again = Optimize();
        Task<string> said = again.StandardOutput.ReadToEndAsync(Token);
        string trouble = await again.StandardError.ReadToEndAsync(Token);
        await again.WaitForExitAsync(Token);
        Assert.True(again.ExitCode == 0, trouble + await said);
        Assert.Contains("Going on with optimization", trouble + await said, StringComparison.Ordinal);

        string journal = Assert.Single(Directory.GetFiles(_folder.Path, "journal.jsonl", SearchOption.AllDirectories));
        string[] answers = [.. (await File.ReadAllLinesAsync(journal, Token)).Where(line => line.Contains("\"state\":\"Answered\"", StringComparison.Ordinal)).Select(line => line.Split("\"key\":\"")[1].Split('"')[0])];
        Assert.NotEmpty(answers);
        Assert.Equal(answers.Distinct(), answers);
        Assert.InRange(model.Answered.Values.Sum() - answers.Length, 0, AtOnce);
        Assert.True(model.Bill <= 0.5m);
    }

    Process Optimize()
    {
        string program = Places.Program;
        bool isLibrary = program.EndsWith(".dll", StringComparison.Ordinal);
        ProcessStartInfo start = new(
            isLibrary ? "dotnet" : program,
            [.. isLibrary ? [program] : Array.Empty<string>(), "optimize", "numbers", "--cassettes", "off", "--max-cost-usd", "0.5", "--max-cycles", "2", "--max-concurrency", $"{AtOnce}"])
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PTM_", StringComparison.Ordinal) || name == "CI").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PTM_COUNTED_KEY"] = "scripted-key";
        return Process.Start(start)!;
    }

    Task<ServeProcess> StartAsync() => ServeProcess.StartAsync(Places.Program, _folder.Path, "--max-concurrency", $"{AtOnce}");

    void Write(OptimizedModel model)
    {
        _folder.Write("ptm.yaml", model.Library);
        _folder.Write("numbers.p.yaml", OptimizedModel.Prompt(Cases));
    }
}
