using Ptm.Engine.Optimizing;
using Ptm.Statistics;

namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>What many runs of a strategy came to.</summary>
internal sealed record Comparison
{
    public required int Runs { get; init; }

    /// <summary>Runs that ended with a prompt than which none is better.</summary>
    public required int Best { get; init; }

    /// <summary>Runs that ended within two points of it.</summary>
    public required int Near { get; init; }

    /// <summary>Median of what was spent when the best was first held, of the runs that ended with it; null for none.</summary>
    public required decimal? MedianUsd { get; init; }

    public required decimal MeanSpentUsd { get; init; }

    public required decimal MostSpentUsd { get; init; }

    /// <summary>Mean points by which the prompts they ended with are better than the first, in truth.</summary>
    public required double TrueGain { get; init; }

    /// <summary>Mean points by which the best there is is better than the first.</summary>
    public required double BestGain { get; init; }

    /// <summary>Mean of the reported gains, and of the true ones of the same runs.</summary>
    public required double ReportedGain { get; init; }

    public required double TrueGainOfReported { get; init; }

    public required int Reported { get; init; }

    /// <summary>Reported intervals that have the true gain over cases like these.</summary>
    public required int Covered { get; init; }

    /// <summary>Runs that said improved.</summary>
    public required int Improved { get; init; }

    /// <summary>Runs that said improved of a prompt that is not better over cases like these.</summary>
    public required int Wrong { get; init; }

    public static Interval IntervalOf(int count, int total) => Interval.Wilson((double)count / total, total, NormalDistribution.TwoSided(0.95));

    /// <summary>Runs a strategy on as many tasks.</summary>
    public static Comparison Of(Strategy strategy, TaskKind kind, ulong firstSeed, int runs, OptimizationSettings settings, SearchPlan? plan = null, int cases = 60)
    {
        Outcome[] outcomes = new Outcome[runs];
        SimulatedTask[] tasks = new SimulatedTask[runs];
        Parallel.For(0, runs, index =>
        {
            ulong seed = firstSeed + (ulong)index;
            tasks[index] = new(seed, kind, cases);
            outcomes[index] = new StrategyRun(tasks[index], settings with { Seed = seed }, plan).Run(strategy);
        });
        int best = 0, near = 0, reported = 0, covered = 0, improved = 0, wrong = 0;
        double gain = 0, most = 0, told = 0, ofTold = 0;
        List<decimal> costs = [];
        for (int index = 0; index < runs; index++)
        {
            SimulatedTask task = tasks[index];
            Outcome outcome = outcomes[index];
            double score = task.TrueScore(outcome.Set);

            // Elsewhere the best is not asked for.
            double top = kind == TaskKind.Known ? task.BestScore : score;
            bool isBest = score >= top - 1e-9;
            best += isBest ? 1 : 0;
            near += score >= top - 2 ? 1 : 0;
            gain += score - task.TrueScore(task.Start);
            most += top - task.TrueScore(task.Start);
            if (isBest && kind == TaskKind.Known)
            {
                costs.Add(outcome.Held.Where(one => task.TrueScore(one.Set) >= task.BestScore - 1e-9).Select(one => one.SpentUsd).DefaultIfEmpty(outcome.SpentUsd).First());
            }

            double truth = task.PopulationGain(outcome.Set, task.Start);
            improved += outcome.Verdict == OptimizationVerdict.Improved ? 1 : 0;
            wrong += outcome.Verdict == OptimizationVerdict.Improved && truth <= 1e-9 ? 1 : 0;
            if (outcome.Gain is { } shown)
            {
                reported++;
                told += shown.Points;
                ofTold += truth;
                covered += shown.Low <= truth && truth <= shown.High ? 1 : 0;
            }
        }

        costs.Sort();
        return new()
        {
            Runs = runs,
            Best = best,
            Near = near,
            MedianUsd = costs.Count == 0 ? null : costs[costs.Count / 2],
            MeanSpentUsd = outcomes.Average(outcome => outcome.SpentUsd),
            MostSpentUsd = outcomes.Max(outcome => outcome.SpentUsd),
            TrueGain = gain / runs,
            BestGain = most / runs,
            ReportedGain = reported == 0 ? 0 : told / reported,
            TrueGainOfReported = reported == 0 ? 0 : ofTold / reported,
            Reported = reported,
            Covered = covered,
            Improved = improved,
            Wrong = wrong,
        };
    }
}
