using Ptm.Bench.Optimizer.Simulation;
using Ptm.Engine.Optimizing;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>A slice of what <c>bench/optimizer.sh</c> shows, with fixed seeds.</summary>
public sealed class SimulationTests
{
    static readonly OptimizationSettings s_settings = new() { Providers = ["scripted"], Mutator = "scripted", MaxCostUsd = 3, MaxCycles = 1_000, Patience = 1_000, TargetScore = 100 };

    [Fact]
    public void At_equal_budget_the_best_prompt_is_found_more_often_than_by_random_search_and_by_hill_climbing()
    {
        Comparison[] rows = [.. Enum.GetValues<Strategy>().Select(strategy => Comparison.Of(strategy, TaskKind.Known, 20_001, 12, s_settings))];

        Assert.All(rows[1..], other => Assert.True(rows[0].Best > other.Best, $"{rows[0]}\n{other}"));
        Assert.All(rows, row => Assert.True(row.MostSpentUsd <= 3));
        Assert.Equal((12, 12), (rows[0].Improved, rows[0].Reported));
        Assert.True(rows[0].Covered >= 10, rows[0].ToString());
    }

    [Fact]
    public void Where_nothing_is_better_an_improvement_is_told_of_in_at_most_5_percent()
    {
        foreach (TaskKind kind in new[] { TaskKind.Flat, TaskKind.Shifting })
        {
            Comparison row = Comparison.Of(Strategy.Optimizer, kind, 20_001, 60, s_settings with { MaxCostUsd = 0.8m, MinImprovement = 0 }, cases: 40);

            Assert.True(row.Wrong <= (0.05 * row.Runs) + (3 * Math.Sqrt(0.05 * 0.95 * row.Runs)), row.ToString());
            Assert.True(row.Reported > 30, row.ToString());
        }
    }
}
