using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Ptm.Engine.Operations;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>Optimizations of an engine: in memory, and as files that outlive it.</summary>
public sealed class OptimizationRunTests : IDisposable
{
    const string Good = "Answer with the number alone.";

    readonly TempFolder _folder = new();
    readonly ScriptedModel _model = new();

    public OptimizationRunTests()
    {
        _folder.Write("ptm.yaml", "prompts: '*.p.yaml'\noptimization: { candidates_per_cycle: 2 }\n");
        _folder.Write("numbers.p.yaml", "id: numbers\nprompt_text: \"Which number? {{ number }}\"\nprovider_profiles: [model]\ntests:\n"
            + string.Concat(Enumerable.Range(0, 30).Select(number => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: case-{number}, vars: {{ number: {number} }}, assert: [{{ type: equals, value: '{number}' }}] }}\n"))));
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
        Assert.Contains(Good, ended.BestPromptText, StringComparison.Ordinal);
        Assert.Equal(_model.Calls.Count * 0.01m, ended.CostUsd);
        Assert.Null(ended.ResultVersion);
        Optimization detail = await engine.Optimizations.GetAsync(id, Token);
        OptimizationCandidate best = detail.Candidates!.Single(candidate => candidate.State == CandidateState.Best);
        Assert.Equal("baseline", best.ParentId);
        Assert.Contains("+Which number? {{ number }} " + Good, best.Diff, StringComparison.Ordinal);
        Assert.Contains(best.Cases, one => one.HeldOut);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.Combine("numbers.p.yaml"), Token));
    }

    [Fact]
    public async Task One_in_files_goes_on_where_its_process_ended_and_asks_nothing_twice()
    {
        string store = _folder.Combine("optimizations");
        string id;
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
        }

        // Those that were under way when the first ended were not answered.
        Assert.All(_model.Answered, answered => Assert.Equal(1, answered.Value));

        await using PtmEngine third = Open(store);
        Optimization read = await third.Optimizations.GetAsync(id, Token);
        Assert.Equal((RunState.Completed, OptimizationVerdict.Improved), (read.State, read.Verdict));
        string again = (await third.Optimizations.SubmitAsync("numbers", Short, Token)).Id;
        Assert.NotEqual(id, again);
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

    PtmEngine Open(string? store)
    {
        PtmEngineOptions options = new() { Cassettes = "off", OptimizationFolder = store, MaxConcurrency = 4 };
        options.AddProvider("model", _model);
        return PtmEngine.Open(_folder.Path, options);
    }

    /// <summary>A model in code: right where its prompt asks for it, and a mutator that proposes to.</summary>
    sealed class ScriptedModel : IPromptProvider
    {
        readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _holdAfter = int.MaxValue;

        public ConcurrentQueue<string> Calls { get; } = new();

        public ConcurrentDictionary<(string Prompt, int Sample), int> Answered { get; } = [];

        public Task Held => _held.Task;

        public void HoldAfter(int calls) => _holdAfter = calls;

        public void Release()
        {
            _holdAfter = int.MaxValue;
            _released.TrySetResult();
        }

        public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            string prompt = request.Prompt.Messages.Count > 0 ? string.Concat(request.Prompt.Messages.Select(message => message.Content)) : request.Prompt.Text;
            Calls.Enqueue(prompt);
            if (Calls.Count > _holdAfter)
            {
                _held.TrySetResult();
                await _released.Task.WaitAsync(cancellationToken);
            }

            Answered.AddOrUpdate((prompt, request.Sample), 1, (_, count) => count + 1);
            string text = prompt.StartsWith("Which number?", StringComparison.Ordinal)
                ? prompt.Contains(Good, StringComparison.Ordinal) ? prompt.Split(' ')[2] : "The number is " + prompt
                : new JsonObject { ["diagnosis"] = "It says more.", ["rewrite"] = new JsonArray("Which number? {{ number }} " + Good + (request.Sample % 2 == 0 ? "" : " Please.")) }.ToJsonString();
            return new() { Text = text, CostUsd = 0.01m };
        }
    }
}
