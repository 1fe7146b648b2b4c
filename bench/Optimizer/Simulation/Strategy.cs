using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Mutating;
using Ptm.Engine.Optimizing.Proving;
using Ptm.Engine.Optimizing.Racing;
using Ptm.Engine.Optimizing.Splitting;
using Ptm.Statistics;

namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>Ways to search.</summary>
internal enum Strategy
{
    /// <summary>The product's.</summary>
    Optimizer,

    /// <summary>Prompts with any instructions, each on every case that is not held out; the best mean.</summary>
    RandomSearch,

    /// <summary>The best so far is changed by the same mutator, and the change stays where one sample of each case has a higher mean.</summary>
    HillClimbing,

    /// <summary>As <see cref="HillClimbing"/>, with as many samples as the optimizer takes of what it keeps.</summary>
    CarefulHillClimbing,
}

/// <summary>What a search came to.</summary>
/// <param name="Set">The instructions of the prompt it ended with.</param>
/// <param name="Held">What it held for the best, and what had been spent when it did so.</param>
/// <param name="SpentUsd">What it spent.</param>
/// <param name="Verdict">What the held-out cases say.</param>
/// <param name="Gain">By how much it is better on them; null where they were not asked.</param>
internal sealed record Outcome(int Set, IReadOnlyList<(int Set, decimal SpentUsd)> Held, decimal SpentUsd, OptimizationVerdict Verdict, OptimizationGain? Gain);

/// <summary>Runs a search on a simulated task within a budget. Every strategy pays for its held-out cases out of the same budget and is judged by the same test.</summary>
internal sealed class StrategyRun(SimulatedTask task, OptimizationSettings settings, SearchPlan? plan = null)
{
    readonly Purse _purse = new(settings.MaxCostUsd);
    readonly SampleTable _table = new();
    readonly List<(int Set, decimal SpentUsd)> _held = [];

    IReadOnlyList<string> Train { get; set; } = [];

    IReadOnlyList<string> HeldOut { get; set; } = [];

    public Outcome Run(Strategy strategy)
    {
        if (strategy == Strategy.Optimizer)
        {
            return Optimize();
        }

        CasesSplit split = CaseSplit.Of(task.Prompt, settings.HeldOut);
        (Train, HeldOut) = (split.Train, split.HeldOut);
        int found = strategy switch
        {
            Strategy.RandomSearch => RandomSearch(),
            Strategy.HillClimbing => Climb(1),
            _ => Climb(settings.StabilitySamples),
        };
        return Prove(found);
    }

    /// <summary>The events of the last run by the optimizer.</summary>
    public IReadOnlyList<OptimizationEvent> Events { get; private set; } = [];

    Outcome Optimize()
    {
        OptimizationSpec spec = new("simulated", task.Prompt, settings);
        MemoryLog log = new(_purse);
        Engine.Optimizing.Optimizer optimizer = new(spec, new SimulatedModel(task, _purse), new ScriptedMutator(task, _purse), log, plan);

        // Nothing in it waits.
        Concluded concluded = optimizer.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        Events = log.Events;
        SearchState state = new(spec);
        foreach (OptimizationEvent one in log.Events)
        {
            state.Apply(one);
            _held.Add((task.SetOf(state[state.Best].Prompt), one.SpentUsd));
        }

        string best = state.Stopped?.Finalist ?? "baseline";
        return new(task.SetOf(state[best].Prompt), _held, _purse.SpentUsd, concluded.Verdict ?? OptimizationVerdict.Inconclusive, concluded.Gain);
    }

    int RandomSearch()
    {
        SplitMix64 random = new(settings.Seed ^ 0xA11);
        Evaluate(task.Start, settings.StabilitySamples);
        int best = task.Start;
        while (true)
        {
            int set = random.NextIndex(1 << SimulatedTask.Instructions);
            if (!Evaluate(set, settings.StabilitySamples))
            {
                return best;
            }

            best = Mean(set) > Mean(best) ? set : best;
            _held.Add((best, _purse.SpentUsd));
        }
    }

    int Climb(int samples)
    {
        SplitMix64 random = new(settings.Seed ^ 0xC11);
        ScriptedMutator mutator = new(task, _purse);
        List<TriedChange> tried = [];
        Evaluate(task.Start, samples);
        int best = task.Start;
        while (true)
        {
            // All failures are shown, of which the optimizer shows a few.
            ShownCase[] failures =
            [
                .. Train.Select(id => (Id: id, Cell: _table.Of(Name(best), id, "scripted"))).Where(one => one.Cell?.Failing is not null)
                    .Select(one => new ShownCase(task.Prompt.Tests[0], "", one.Cell!.Failing!.Reasons ?? [], one.Cell.Passed, one.Cell.Decided, 0)),
            ];
            IReadOnlyList<Proposal> proposals = mutator.ProposeAsync(
                new(SimulatedTask.PromptOf(best), failures, [], [.. tried.TakeLast(6)], 1, 1, random.Next(), true, KeptUsd), CancellationToken.None).GetAwaiter().GetResult();
            if (proposals.Count == 0)
            {
                return best;
            }

            Proposal proposal = proposals[0];
            if (proposal.Prompt is not null && task.SetOf(proposal.Prompt) is int set && _table.Of(Name(set)).Count == 0)
            {
                if (!Evaluate(set, samples))
                {
                    return best;
                }

                tried.Add(new(proposal.Diff!, ""));
                best = Mean(set) > Mean(best) ? set : best;
                _held.Add((best, _purse.SpentUsd));
            }
        }
    }

    Outcome Prove(int set)
    {
        if (set == task.Start)
        {
            return new(set, _held, _purse.SpentUsd, OptimizationVerdict.NoImprovement, null);
        }

        // The held-out cases were never asked before.
        Sample(set, HeldOut, settings.ValidationSamples, 0);
        Sample(task.Start, HeldOut, settings.ValidationSamples, 0);
        (OptimizationVerdict verdict, OptimizationGain? gain) = HeldOutTest.Of(_table.Differences(Name(set), Name(task.Start), HeldOut, settings.Providers), HeldOut.Count, settings, 1);
        return new(set, _held, _purse.SpentUsd, verdict, gain);
    }

    decimal KeptUsd => 2 * HeldOut.Count * settings.ValidationSamples * SimulatedModel.SampleUsd;

    double Mean(int set) => _table.MeanOf(Name(set), Train, settings.Providers) ?? 0;

    // False where the money does not suffice.
    bool Evaluate(int set, int samples) => _purse.SpentUsd + (Train.Count * samples * SimulatedModel.SampleUsd) + KeptUsd <= settings.MaxCostUsd && Sample(set, Train, samples, KeptUsd);

    bool Sample(int set, IReadOnlyList<string> ids, int samples, decimal kept)
    {
        SimulatedModel model = new(task, _purse);
        PromptDefinition prompt = SimulatedTask.PromptOf(set);
        HashSet<string> wanted = [.. ids];
        PlannedCase[] cells = [.. task.Prompt.Tests.Where(one => wanted.Contains(one.Id)).SelectMany(one => Enumerable.Range(0, samples).Select(sample => new PlannedCase(prompt, one, "scripted", sample)))];
        IReadOnlyList<CaseResult?> results = model.EvaluateAsync(cells, kept, CancellationToken.None).GetAwaiter().GetResult();
        _table.Add(results.OfType<CaseResult>().Select(result => SampleScores.Of(Name(set), result, false)));
        return results.All(result => result is not null);
    }

    static string Name(int set) => set.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
