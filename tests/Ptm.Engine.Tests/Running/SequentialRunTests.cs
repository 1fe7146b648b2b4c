using System.Text.Json;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Streams;

namespace Ptm.Engine.Tests.Running;

public sealed class SequentialRunTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task The_same_answers_give_the_same_samples_round_after_round_at_any_concurrency(int maxConcurrency)
    {
        _folder.Write("ptm.yaml", "");
        _folder.Write("prompts/p.yaml", "id: p\nprompt_text: '{{ n }}'\nprovider_profiles: [model]\ntests:\n" + string.Concat(Enumerable.Range(0, 4).Select(n => $"  - {{id: c{n}, vars: {{n: {n}}}, assert: [{{type: equals, value: good}}]}}\n")));
        PtmEngineOptions options = new() { MaxConcurrency = maxConcurrency };

        // The second case fails its third sample.
        options.Providers["model"] = new Model(request => request.Prompt.Text == "1" && request.Sample == 2 ? "bad" : "good");
        using PtmEngine engine = PtmEngine.Open(_folder.Path, options);
        EvalPlan plan = engine.Plan(new() { Repeat = 6 });
        Gate gate = new();
        GateEvidence evidence = new(gate, plan, keepsCases: true);
        SequentialSampling sampling = new(gate, plan, evidence);
        string file = _folder.Combine("run.json");
        using ReportStreams streams = ReportStreams.For([file], plan, _folder.Path, evidence);

        RunResult run = await engine.StreamAsync(plan, streams, null, sampling.NextRound, Token);
        GateResult verdict = sampling.Final.Decide(run, evidence);
        await streams.CompleteAsync(run with { Gate = verdict });

        Assert.True(engine.MayRunInRounds(plan));
        Assert.Equal((RunState.Completed, 22, 21), (run.State, run.Summary.Total, run.Summary.Passed));
        Assert.Equal((GateVerdict.Failed, "c1"), (verdict.Verdict, Assert.Single(verdict.Flaky).CaseId));
        RunResult read = await RunFile.ReadAsync(file, Token);
        Assert.Equal(JsonSerializer.Serialize(verdict, PtmJson.For<GateResult>()), JsonSerializer.Serialize(read.Gate!, PtmJson.For<GateResult>()));
        Assert.Equal(File.ReadAllText(file), RunReport.Write(read, ReportFormat.Json));
        string[] rounds = ["0", "1", "2 3", "4 5"];
        Assert.Equal(
            rounds.SelectMany(round => Enumerable.Range(0, 4).SelectMany(n => round.Split(' ').Where(sample => n != 1 || sample is not ("4" or "5")).Select(sample => $"c{n} {sample}"))),
            read.Results.Select(result => $"{result.Id} {result.Sample}"));
    }

    sealed class Model(Func<ProviderRequest, string> answer) : IPromptProvider
    {
        public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) => Task.FromResult(new ModelOutput { Text = answer(request), CostUsd = 0 });
    }
}
