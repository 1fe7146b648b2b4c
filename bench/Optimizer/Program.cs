using System.Diagnostics;
using System.Globalization;
using Ptm.Bench.Optimizer.Simulation;
using Ptm.Engine.Optimizing;
using Ptm.Statistics;

// The plan of the search was tuned on tasks 1 to 200; what is reported is of others.
int runs = Number("--runs", 200);
ulong seed = (ulong)Number("--seed", 10_001);
decimal[] budgets = [1.5m, 2, 3];
Stopwatch watch = Stopwatch.StartNew();
List<string> missed = [];
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} runs a row, tasks {seed} to {seed + (ulong)runs - 1}: 60 cases, 12 possible instructions. A sample costs {SimulatedModel.SampleUsd} USD, a proposal {ScriptedMutator.ProposalUsd} USD. The model and the mutator are scripts."));

Console.WriteLine("\nThe best prompt is known. How often a run ends with it; what it had spent when it first held it (median of these runs).\n");
Console.WriteLine("| budget, USD | strategy | ends with the best | 95 % interval | first held after, USD | true gain, points | reported gain | interval covers | says improved |");
Console.WriteLine("|--:|---|--:|---|--:|--:|--:|--:|--:|");
foreach (decimal budget in budgets)
{
    OptimizationSettings settings = Settings(budget);
    Comparison[] rows = [.. Enum.GetValues<Strategy>().Select(strategy => Comparison.Of(strategy, TaskKind.Known, seed, runs, settings))];
    foreach ((Strategy strategy, Comparison row) in Enum.GetValues<Strategy>().Zip(rows))
    {
        Row(budget, Name(strategy), row);
        Goal(row.MostSpentUsd <= budget, $"{Name(strategy)} spent {row.MostSpentUsd} of {budget} USD");
    }

    // The smallest budget is too small for anybody: it is shown, and no goal.
    Goal(budget == budgets[0] || rows[1..].All(other => rows[0].Best > other.Best), $"at {budget} USD another strategy ends with the best prompt as often");
    Goal(rows[0].Covered >= 0.93 * rows[0].Reported, $"at {budget} USD intervals cover the true gain in {rows[0].Covered} of {rows[0].Reported} runs");
    Row(budget, "optimizer, comparison_strategy mean", Comparison.Of(Strategy.Optimizer, TaskKind.Known, seed, runs, settings with { ComparisonStrategy = ComparisonStrategy.Mean }));
    Row(budget, "optimizer, stability_samples 3", Comparison.Of(Strategy.Optimizer, TaskKind.Known, seed, runs, settings with { StabilitySamples = 3 }));
}

Console.WriteLine("\nNothing is better, or nothing in the mean. Wrong: says improved of a prompt that is not better over cases like these.\n");
Console.WriteLine("| instructions | held-out cases | min_improvement | runs | wrong | 95 % interval | interval covers the true gain |");
Console.WriteLine("|---|--:|--:|--:|--:|---|--:|");
foreach ((TaskKind kind, string what) in new[] { (TaskKind.Flat, "do nothing"), (TaskKind.Shifting, "help half of the cases, harm the others"), (TaskKind.Harming, "harm (taking one out helps: not wrong)") })
{
    foreach ((int cases, double least) in new[] { (60, 2.0), (60, 0), (20, 0) })
    {
        Comparison row = Comparison.Of(Strategy.Optimizer, kind, seed, 2 * runs, Settings(1.5m) with { MinImprovement = least }, cases: cases);
        Interval ends = Comparison.IntervalOf(row.Wrong, row.Runs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | about {cases * 0.4:0} | {least} | {row.Runs} | {Share(row.Wrong, row.Runs)} | {ends.Low * 100:0.0} to {ends.High * 100:0.0} % | {Share(row.Covered, row.Reported)} of {row.Reported} |"));
        Goal(row.Wrong <= 0.05 * row.Runs, $"{what}: {row.Wrong} of {row.Runs} wrong");
        Goal(row.MostSpentUsd <= 1.5m, $"{what}: spent {row.MostSpentUsd}");
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{watch.Elapsed.TotalSeconds:0} s. {(missed.Count == 0 ? "Every goal is reached." : "Missed: " + string.Join("; ", missed))}"));
return missed.Count == 0 ? 0 : 1;

// Cycles and patience are no limit, so that every strategy may spend all it has.
static OptimizationSettings Settings(decimal budget) => new() { Providers = ["scripted"], Mutator = "scripted", MaxCostUsd = budget, MaxCycles = 1_000, Patience = 1_000, TargetScore = 100 };

static void Row(decimal budget, string name, Comparison row)
{
    Interval ends = Comparison.IntervalOf(row.Best, row.Runs);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {budget} | {name} | {Share(row.Best, row.Runs)} | {ends.Low * 100:0} to {ends.High * 100:0} % | {row.MedianUsd:0.00} | {row.TrueGain:0.0} of {row.BestGain:0.0} | {row.ReportedGain:0.0} (true {row.TrueGainOfReported:0.0}) | {Share(row.Covered, row.Reported)} | {Share(row.Improved, row.Runs)} |"));
}

static string Share(int count, int total) => total == 0 ? "-" : (100.0 * count / total).ToString("0.0", CultureInfo.InvariantCulture) + " %";

static string Name(Strategy strategy) => strategy switch
{
    Strategy.Optimizer => "optimizer",
    Strategy.RandomSearch => "random search",
    Strategy.HillClimbing => "greedy hill climbing, a sample a case",
    _ => "greedy hill climbing, two samples a case",
};

void Goal(bool isReached, string otherwise)
{
    if (!isReached)
    {
        missed.Add(otherwise);
    }
}

int Number(string name, int otherwise)
{
    int place = Array.IndexOf(args, name);
    return place >= 0 ? int.Parse(args[place + 1], CultureInfo.InvariantCulture) : otherwise;
}
