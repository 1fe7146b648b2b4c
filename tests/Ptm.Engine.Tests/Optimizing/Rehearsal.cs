using System.Text.Json;
using Ptm.Bench.Optimizer.Simulation;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Mutating;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>An optimization of a simulated task, whose log, evaluator and proposer tests look into.</summary>
sealed class Rehearsal : ICellEvaluator, IProposer, IOptimizationLog
{
    readonly Purse _purse;
    readonly SimulatedModel _model;
    readonly ScriptedMutator _mutator;
    readonly Dictionary<string, string> _kept = [];
    readonly Dictionary<(string Text, string Case, string Provider, int Sample), CaseResult> _answered = [];

    public Rehearsal(SimulatedTask task, OptimizationSettings settings)
    {
        _purse = new(settings.MaxCostUsd);
        _model = new(task, _purse);
        _mutator = new(task, _purse);
        Spec = new("o1", task.Prompt, settings);
    }

    public static OptimizationSettings Settings { get; } = new() { Providers = ["scripted"], Mutator = "scripted", MaxCostUsd = 2, MaxCycles = 6, TargetScore = 100, Seed = 5 };

    public OptimizationSpec Spec { get; init; }

    /// <summary>What the model's answers become; null for what they are.</summary>
    public Func<PlannedCase, CaseResult, CaseResult>? Answering { get; init; }

    /// <summary>What the mutator's proposals become.</summary>
    public Func<IReadOnlyList<Proposal>, IReadOnlyList<Proposal>>? Proposing { get; init; }

    /// <summary>Whether samples are answered in any order.</summary>
    public bool IsShuffled { get; init; }

    /// <summary>The step before which the process is killed; null for none.</summary>
    public int? KilledAt { get; set; }

    /// <summary>Samples after which it is killed; null for never.</summary>
    public int? KilledAfterSamples { get; set; }

    public List<ProposalRequest> Requests { get; } = [];

    public List<PlannedCase> Asked { get; } = [];

    public List<OptimizationEvent> Events { get; } = [];

    public decimal SpentUsd => _purse.SpentUsd;

    public Optimization View => OptimizationView.Of(Spec, Events, withCandidates: true);

    public Task<Concluded> RunAsync()
    {
        Events.Clear();
        return new Optimizer(Spec, this, this, this).RunAsync(TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<CaseResult?>> EvaluateAsync(IReadOnlyList<PlannedCase> cells, decimal keptUsd, CancellationToken cancellationToken)
    {
        CaseResult?[] results = new CaseResult?[cells.Count];
        int[] order = [.. IsShuffled ? Enumerable.Range(0, cells.Count).OrderBy(index => index * 7919 % 104729) : Enumerable.Range(0, cells.Count)];
        foreach (int index in order)
        {
            // What was answered before the process was killed is not paid for again.
            if (_answered.TryGetValue((cells[index].Prompt.Text!, cells[index].Case.Id, cells[index].Provider, cells[index].Sample), out CaseResult? known))
            {
                results[index] = known;
                continue;
            }

            if (Asked.Count == KilledAfterSamples)
            {
                KilledAfterSamples = null;
                throw new OperationCanceledException();
            }

            if (!_purse.TrySpend(SimulatedModel.SampleUsd, keptUsd))
            {
                continue;
            }

            Asked.Add(cells[index]);
            CaseResult answer = _model.Answer(cells[index]);
            results[index] = Answering is null ? answer : Answering(cells[index], answer);
            _answered.Add((cells[index].Prompt.Text!, cells[index].Case.Id, cells[index].Provider, cells[index].Sample), results[index]!);
        }

        await Task.Yield();
        return results;
    }

    public async Task<IReadOnlyList<Proposal>> ProposeAsync(ProposalRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        IReadOnlyList<Proposal> proposals = await _mutator.ProposeAsync(request, cancellationToken);
        return Proposing is null ? proposals : Proposing(proposals);
    }

    // Steps are kept as JSON, as those that outlive a process are.
    public async Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
        where T : OptimizationEvent
    {
        if (!_kept.TryGetValue(name, out string? kept))
        {
            if (_kept.Count == KilledAt)
            {
                KilledAt = null;
                throw new OperationCanceledException();
            }

            kept = JsonSerializer.Serialize(await step(cancellationToken), OptimizationJson.Default.OptimizationEvent);
            _kept.Add(name, kept);
        }

        T done = (T)JsonSerializer.Deserialize(kept, OptimizationJson.Default.OptimizationEvent)!;
        Events.Add(done);
        return done;
    }

    public string Journal => string.Join('\n', _kept.Select(pair => $"{pair.Key} {pair.Value}"));
}
