using Ptm.Engine.Operations;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>Optimizations of an engine: in memory, and as files that outlive it.</summary>
public sealed class OptimizationRunTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly NumbersModel _model = new();

    public OptimizationRunTests()
    {
        NumbersModel.WriteLibrary(_folder);
        _folder.Write("compared.p.yaml", "id: compared\nprompt_text: a\nprovider_profiles: [model]\ntests: [{ assert: [{ type: select-best, value: shortest }] }]");
        _folder.Write("untested.p.yaml", "id: untested\nprompt_text: a\nprovider_profiles: [model]");
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static OptimizationRequest Short { get; } = new() { MaxCycles = 3, StabilitySamples = 1, ValidationSamples = 1 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_better_prompt_is_found_and_proven_and_every_candidate_is_told()
    {
        await using PtmEngine engine = Open(null);
        string before = await File.ReadAllTextAsync(_folder.Combine("numbers.p.yaml"), Token);
        string id = (await engine.Optimizations.SubmitAsync("numbers", Short, Token)).Id;

        Optimization ended = await engine.Optimizations.WaitAsync("numbers", cancellationToken: Token);

        Assert.Equal((id, RunState.Completed, OptimizationVerdict.Improved), (ended.Id, ended.State, ended.Verdict));
        Assert.Contains(NumbersModel.Good, ended.BestPromptText, StringComparison.Ordinal);
        Assert.Equal(_model.Calls.Count * 0.01m, ended.CostUsd);
        Assert.Null(ended.ResultVersion);
        Optimization detail = await engine.Optimizations.GetAsync(id, Token);
        OptimizationCandidate best = detail.Candidates!.Single(candidate => candidate.State == CandidateState.Best);
        Assert.Equal("baseline", best.ParentId);
        Assert.Contains("+Which number? {{ number }} " + NumbersModel.Good, best.Diff, StringComparison.Ordinal);
        Assert.Contains(best.Cases, one => one.HeldOut);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.Combine("numbers.p.yaml"), Token));
    }

    [Fact]
    public async Task One_in_files_goes_on_where_its_process_ended_and_asks_nothing_twice()
    {
        string store = _folder.Combine("optimizations");
        string id;
        decimal? spent;
        await using (PtmEngine first = Open(store))
        {
            _model.HoldAfter(40);
            id = (await first.Optimizations.SubmitAsync("numbers", Short, Token)).Id;
            await _model.Held.WaitAsync(TimeSpan.FromSeconds(30), Token);
        }

        int before = _model.Calls.Count;
        _model.Release();

        // A line that was not written to its end, as a power cut leaves it.
        await File.AppendAllTextAsync(Path.Combine(store, id, "journal.jsonl"), "{\"call\":{\"key\":\"", Token);
        await using (PtmEngine second = Open(store))
        {
            Assert.Equal(RunState.Running, (await second.Optimizations.GetStatusAsync("numbers", Token)).State);
            Assert.Equal((1, 2), (await LookAsync(second, isNew: false), await LookAsync(second, isNew: true)));
            Assert.Equal(before, _model.Calls.Count);
            Assert.Equal(id, (await second.Optimizations.SubmitAsync("numbers", Short, Token)).Id);
            Optimization ended = await second.Optimizations.WaitAsync("numbers", cancellationToken: Token);
            Assert.Equal((RunState.Completed, OptimizationVerdict.Improved), (ended.State, ended.Verdict));
            spent = ended.CostUsd;
        }

        // Those that were under way when the first ended were not answered.
        Assert.All(_model.Answered, answered => Assert.Equal(1, answered.Value));

        await using PtmEngine third = Open(store);
        Optimization read = await third.Optimizations.GetAsync(id, Token);
        Assert.Equal((RunState.Completed, OptimizationVerdict.Improved), (read.State, read.Verdict));
        Assert.Equal(spent, read.CostUsd);
        string again = (await third.Optimizations.SubmitAsync("numbers", Short, Token)).Id;
        Assert.NotEqual(id, again);

        // It was done, so this one asks for evidence of its own.
        Assert.Null((await third.Optimizations.GetAsync(again, Token)).Continues);
        Assert.Equal([again, id], (await third.Optimizations.GetHistoryAsync("numbers", Token)).Select(one => one.Id));

        // The held-out cases were looked at once before, so this look has less of alpha.
        Optimization looked = await third.Optimizations.WaitAsync("numbers", cancellationToken: Token);
        Assert.True(looked.Gain!.Alpha < read.Gain!.Alpha);
        Assert.Equal(3, await LookAsync(third, isNew: false));
    }

    static async Task<int> LookAsync(PtmEngine engine, bool isNew) =>
        (await ((EngineOptimizations)engine.Optimizations).EstimateAsync("numbers", Short, isNew, Token)).Look;

    [Fact]
    public async Task What_one_process_runs_no_other_runs()
    {
        string store = _folder.Combine("optimizations");
        await using PtmEngine first = Open(store);
        _model.HoldAfter(1);
        await first.Optimizations.SubmitAsync("numbers", Short, Token);
        await _model.Held.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await using PtmEngine second = Open(store);
        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => second.Optimizations.SubmitAsync("numbers", Short, Token));
        Assert.Equal(DiagnosticCodes.Conflict, refused.Diagnostics[0].Code);
        _model.Release();
    }

    [Theory]
    [InlineData("compared", "compares outputs")]
    [InlineData("untested", "has no test case")]
    public async Task What_cannot_be_optimized_is_refused_with_the_reason(string prompt, string reason)
    {
        await using PtmEngine engine = Open(null);
        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => engine.Optimizations.SubmitAsync(prompt, Short, Token));
        Assert.Equal(422, refused.Status);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_model.Calls);
    }

    [Theory]
    [InlineData("maxConcurrency: 2", 2)]
    [InlineData("maxConcurrency: 3, delay: 1", 1)]
    [InlineData("cache: true", 4)]
    public async Task The_concurrency_and_the_order_that_a_promptfoo_config_asks_for_are_kept(string options, int most)
    {
        using TempFolder folder = new();
        folder.Write("promptfooconfig.yaml", $$$"""
            prompts: ["Which number? {{ number }}"]
            providers: [app]
            evaluateOptions: { {{{options}}} }
            tests:
            {{{string.Join('\n', Enumerable.Range(0, 12).Select(number => $"  - {{ vars: {{ number: {number} }}, assert: [{{ type: equals, value: '{number}' }}] }}"))}}}
            """);
        CountingProgram app = new(most);
        PtmEngineOptions engineOptions = new() { Cassettes = "off", MaxConcurrency = 4 };
        engineOptions.AddProvider("app", app);
        await using PtmEngine engine = PtmEngine.Open(folder.Path, engineOptions);
        string prompt = engine.LoadedPrompts.Single().Id;

        await engine.Optimizations.SubmitAsync(prompt, Short with { MaxCycles = 1 }, Token);
        Optimization ended = await engine.Optimizations.WaitAsync(prompt, cancellationToken: Token);

        Assert.Equal(RunState.Completed, ended.State);
        Assert.Equal(most, app.Most);
    }

    PtmEngine Open(string? store)
    {
        PtmEngineOptions options = new() { Cassettes = "off", OptimizationFolder = store, MaxConcurrency = 4 };
        options.AddProvider("model", _model);
        return PtmEngine.Open(_folder.Path, options);
    }

    /// <summary>A program that counts how often it is at work at once, and waits a while for as many as there should be.</summary>
    sealed class CountingProgram(int expected) : IPromptProvider
    {
        readonly Lock _gate = new();
        readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _atWork;
        int _answers;

        public int Most { get; private set; }

        public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            bool waits;
            lock (_gate)
            {
                _atWork++;
                Most = Math.Max(Most, _atWork);

                // The first is asked alone, as nobody knows what an answer costs.
                waits = _answers > 0 && Most <= expected;
                if (Most >= expected)
                {
                    _full.TrySetResult();
                }
            }

            if (waits)
            {
                await Task.WhenAny(_full.Task, Task.Delay(TimeSpan.FromSeconds(5), cancellationToken));
                await Task.Delay(2, cancellationToken);
            }

            lock (_gate)
            {
                _atWork--;
                _answers++;
            }

            return new() { Text = "x" };
        }
    }
}
