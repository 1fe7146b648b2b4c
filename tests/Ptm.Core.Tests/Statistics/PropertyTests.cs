using CsCheck;
using Ptm.Statistics;

namespace Ptm.Core.Tests.Statistics;

public sealed class PropertyTests
{
    static readonly Gen<double[]> s_differences = Gen.Int[-20, 20].Select(twentieths => twentieths / 20.0).Array[0, 40];
    static readonly Gen<(int Passed, int Samples)[]> s_cases = Gen.Int[1, 6].SelectMany(samples => Gen.Int[0, samples].Select(passed => (passed, samples))).Array[1, 40];

    [Fact]
    public void A_p_value_is_above_0_at_most_1_at_least_the_smallest_that_can_be_reached_and_the_same_in_any_order_and_with_the_other_sign() =>
        s_differences.Sample(
            differences =>
            {
                double p = SignFlipTest.TwoSided(differences, seed: 3);
                Assert.InRange(p, double.Epsilon, 1);
                int changed = SignFlipTest.CountChanged(differences);
                Assert.True(p >= SignFlipTest.SmallestP(changed) - 1e-15);
                Assert.Equal(p, SignFlipTest.TwoSided([.. differences.Reverse()], seed: 3));
                Assert.Equal(p, SignFlipTest.TwoSided([.. differences.Order()], seed: 3));
                Assert.Equal(p, SignFlipTest.TwoSided([.. differences.Select(value => -value)], seed: 3));
            },
            iter: 300);

    [Fact]
    public void All_of_one_sign_comes_to_the_smallest_p_value()
    {
        for (int count = 1; count <= SignFlipTest.MostExact; count++)
        {
            Assert.Equal(SignFlipTest.SmallestP(count), SignFlipTest.TwoSided([.. Enumerable.Range(1, count).Select(value => value / 100.0)], seed: 1), 1e-15);
        }
    }

    [Fact]
    public void What_is_drawn_is_near_what_all_choices_of_signs_come_to() =>
        s_differences.Where(differences => SignFlipTest.CountChanged(differences) is > 20 and <= 30).Sample(
            differences =>
            {
                // The normal approximation stands for the exact value, which has 2^20 and more choices; both are near for so many.
                double z = Math.Abs(differences.Sum()) / Math.Sqrt(differences.Sum(value => value * value));
                Assert.Equal(2 * NormalDistribution.Below(-z), SignFlipTest.TwoSided(differences, seed: 5), 0.06);
            },
            iter: 50);

    [Fact]
    public void Adjusted_p_values_are_no_smaller_and_in_the_same_order() =>
        Gen.Double[0, 1].Array[1, 12].Sample(
            values =>
            {
                double[] adjusted = HolmCorrection.Adjust(values);
                Assert.All(values.Zip(adjusted), pair => Assert.InRange(pair.Second, pair.First, 1));
                int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(index => values[index])];
                Assert.All(order.Zip(order.Skip(1)), pair => Assert.True(adjusted[pair.First] <= adjusted[pair.Second]));
                Assert.Equal(values.Min() * values.Length is var least && least < 1 ? least : 1, adjusted.Min(), 1e-12);
            },
            iter: 500);

    [Fact]
    public void An_interval_holds_its_mean_grows_with_the_confidence_and_does_not_depend_on_the_order_of_the_cases() =>
        s_cases.Sample(
            cases =>
            {
                foreach (GatePopulation population in Enum.GetValues<GatePopulation>())
                {
                    MeanInterval narrow = MeanInterval.Of(Figures(cases), population, 0.9, isRate: true);
                    MeanInterval wide = MeanInterval.Of(Figures(cases), population, 0.99, isRate: true);
                    MeanInterval turned = MeanInterval.Of(Figures([.. cases.Reverse()]), population, 0.9, isRate: true);

                    Assert.InRange(narrow.Mean, narrow.Interval.Low, narrow.Interval.High);
                    Assert.True(wide.Interval.Low <= narrow.Interval.Low && wide.Interval.High >= narrow.Interval.High);
                    Assert.InRange(narrow.Interval.Low, 0, 1);
                    Assert.InRange(narrow.Interval.High, 0, 1);
                    Assert.Equal(narrow.Interval.Low, turned.Interval.Low, 1e-9);
                    Assert.Equal(narrow.Interval.High, turned.Interval.High, 1e-9);
                }
            },
            iter: 300);

    [Fact]
    public void The_mirror_image_of_a_run_has_the_mirror_image_of_its_interval() =>
        s_cases.Sample(
            cases =>
            {
                Interval interval = MeanInterval.Of(Figures(cases), GatePopulation.CasesLikeThese, 0.95, isRate: true).Interval;
                Interval mirror = MeanInterval.Of(Figures([.. cases.Select(one => (one.Samples - one.Passed, one.Samples))]), GatePopulation.CasesLikeThese, 0.95, isRate: true).Interval;
                Assert.Equal(interval.Low, 1 - mirror.High, 1e-9);
                Assert.Equal(interval.High, 1 - mirror.Low, 1e-9);
            },
            iter: 300);

    [Fact]
    public void With_one_sample_a_case_it_is_Wilsons_interval_of_the_pass_rate() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 60]).Where((count, passed) => passed <= count).Sample(
            (count, passed) =>
            {
                (int, int)[] cases = [.. Enumerable.Range(0, count).Select(index => (index < passed ? 1 : 0, 1))];
                Interval interval = MeanInterval.Of(Figures(cases), GatePopulation.CasesLikeThese, 0.95, isRate: true).Interval;
                Interval wilson = Interval.Wilson((double)passed / count, count, NormalDistribution.TwoSided(0.95));
                Assert.Equal(wilson.Low, interval.Low, 1e-12);
                Assert.Equal(wilson.High, interval.High, 1e-12);
            },
            iter: 200);

    [Fact]
    public void Not_to_be_worse_is_the_easier_shown_the_more_is_allowed() =>
        Gen.Select(s_differences.Where(differences => differences.Length > 0), Gen.Double[0, 0.5], Gen.Double[0, 0.5]).Sample(
            (differences, one, other) => Assert.True(NonInferiorityTest.OneSided(differences, -Math.Max(one, other), 5) <= NonInferiorityTest.OneSided(differences, -Math.Min(one, other), 5) + 1e-9),
            iter: 500);

    [Fact]
    public void A_bootstrap_interval_holds_the_mean_in_any_order_of_the_cases_and_there_is_none_below_20() =>
        s_differences.Sample(
            differences =>
            {
                Interval? interval = BootstrapInterval.OfMean(differences, 0.95, seed: 2);
                Assert.Equal(differences.Length >= BootstrapInterval.LeastCases && differences.Distinct().Count() > 1, interval is not null);
                if (interval is { } found)
                {
                    Assert.InRange(differences.Average(), found.Low - 1e-12, found.High + 1e-12);
                    Assert.Equal(found, BootstrapInterval.OfMean([.. differences.Reverse()], 0.95, seed: 2));
                }
            },
            iter: 60);

    static ClusteredMean Figures((int Passed, int Samples)[] cases)
    {
        ClusteredMean figures = new();
        foreach ((int passed, int samples) in cases)
        {
            figures.Add(samples, passed, passed);
        }

        return figures;
    }
}
