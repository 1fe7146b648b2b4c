using Ptm.Bench.Gate.Simulation;
using Ptm.Statistics;

namespace Ptm.Core.Tests.Gates;

/// <summary>A slice of what <c>bench/gate.sh</c> shows, with a fixed seed.</summary>
public sealed class SimulationTests
{
    static readonly GateSimulation s_simulation = new(7);
    static readonly CaseModel s_good = new(0.9, 0.3);
    static readonly Gate s_gate = new() { Confidence = 0.95 };

    [Theory]
    [InlineData(3, 1, 1_000)]
    [InlineData(10, 1, 1_000)]
    [InlineData(30, 5, 1_000)]
    [InlineData(300, 1, 300)]
    public void An_unchanged_prompt_closes_the_gate_in_at_most_5_percent_of_comparisons(int cases, int samples, int runs) =>
        Within(s_simulation.Compare(s_good, cases, samples, 0, Fall.Even, s_gate, runs), count => count.Failed);

    [Fact]
    public void Three_cases_never_tell()
    {
        VerdictCount count = s_simulation.Compare(s_good, 3, 5, 0.5, Fall.Even, s_gate with { OnInconclusive = GateInconclusive.Warn }, 500);

        Assert.Equal((0, 0), (count.Passed, count.Failed));
    }

    [Theory]
    [InlineData(10, 1, 1_000, false)]
    [InlineData(10, 20, 500, true)]
    [InlineData(30, 5, 1_000, false)]
    public void A_fall_of_the_MinEffect_passes_and_fails_in_at_most_5_percent_of_comparisons(int cases, int samples, int runs, bool broken)
    {
        VerdictCount count = s_simulation.Compare(s_good, cases, samples, 0.1, broken ? Fall.Broken : Fall.Even, s_gate with { MinEffect = 0.1 }, runs);

        Within(count, found => found.Passed);
        Within(count, found => found.Failed);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(30, 1)]
    [InlineData(30, 5)]
    [InlineData(100, 1)]
    public void A_score_that_falls_rarely_and_far_passes_and_fails_in_at_most_5_percent_of_comparisons(int cases, int samples)
    {
        VerdictCount count = s_simulation.CompareScores(cases, samples, 0.05, s_gate with { MinEffect = 0.05 }, 500);

        Within(count, found => found.Passed);
        Within(count, found => found.Failed);
    }

    [Fact]
    public void A_score_that_did_not_fall_passes_once_a_rare_fall_would_have_been_seen()
    {
        VerdictCount Count(int cases, int samples) => s_simulation.CompareScores(cases, samples, 0, s_gate with { MinEffect = 0.05 }, 100);

        Assert.Equal([0, 100, 100], new[] { Count(30, 1).Passed, Count(100, 1).Passed, Count(30, 5).Passed });
    }

    [Theory]
    [InlineData(3, 1, GatePopulation.CasesLikeThese, false)]
    [InlineData(10, 20, GatePopulation.CasesLikeThese, true)]
    [InlineData(30, 5, GatePopulation.CasesLikeThese, false)]
    [InlineData(30, 5, GatePopulation.TheseCases, true)]
    public void A_run_at_its_limit_passes_and_fails_in_at_most_5_percent(int cases, int samples, GatePopulation population, bool isScore)
    {
        VerdictCount count = s_simulation.Hold(s_good, cases, samples, 0, isScore, s_gate with { Population = population }, 1_000);

        Within(count, found => found.Passed);
        Within(count, found => found.Failed);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.1, 5)]
    [InlineData(0.05, 10)]
    public void With_the_cases_that_power_asks_for_a_fall_is_found_about_as_often_as_it_says(double fall, int samples)
    {
        int cases = new PowerAnalysis(0.95, 0.8).CasesForFall(0.9, fall, 0.3, samples);

        VerdictCount count = s_simulation.Compare(s_good, cases, samples, fall, Fall.Even, s_gate, 600);

        Assert.InRange((double)count.Failed / count.Total, 0.72, 0.9);
    }

    [Fact]
    public void With_the_cases_that_power_asks_for_a_rate_above_its_limit_is_shown_about_as_often_as_it_says()
    {
        int cases = new PowerAnalysis(0.95, 0.8).CasesForLimit(0.9, 0.8, 0.3, 5);

        VerdictCount count = s_simulation.Hold(s_good, cases, 5, 0.1, isScore: false, s_gate, 1_000);

        Assert.InRange((double)count.Passed / count.Total, 0.72, 0.9);
    }

    [Fact]
    public void The_correlation_of_samples_is_found_again()
    {
        SplitMix64 random = new(5);
        (int, int)[] cases = [.. s_good.Draw(4_000, ref random).Select(rate => (Passing(rate, ref random), 5))];

        Assert.Equal(0.3, PowerAnalysis.CorrelationOf(cases)!.Value, 0.03);
        Assert.Null(PowerAnalysis.CorrelationOf([(1, 1), (0, 1)]));
    }

    // By simulation, so that more than its chance is needed to be wrong: three standard errors.
    static void Within(VerdictCount count, Func<VerdictCount, int> wrong) =>
        Assert.True(wrong(count) <= (0.05 * count.Total) + (3 * Math.Sqrt(0.05 * 0.95 * count.Total)), count.ToString());

    static int Passing(double rate, ref SplitMix64 random)
    {
        int passing = 0;
        for (int sample = 0; sample < 5; sample++)
        {
            passing += random.NextDouble() < rate ? 1 : 0;
        }

        return passing;
    }
}
