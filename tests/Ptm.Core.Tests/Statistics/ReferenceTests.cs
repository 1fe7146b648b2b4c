using System.Text.Json;
using Ptm.Statistics;

namespace Ptm.Core.Tests.Statistics;

/// <summary>Values that SciPy and R give for the same questions.</summary>
public sealed class ReferenceTests
{
    static readonly JsonElement s_data = JsonElement.Parse(Repository.Read("tests/Ptm.Core.Tests/Statistics/reference/reference.json"));

    [Fact]
    public void The_normal_distribution_and_its_quantiles()
    {
        Each("normal_below", row => Near(row[1], NormalDistribution.Below(row[0]), 1e-13));
        Each("normal_quantile", row => Near(row[1], NormalDistribution.Quantile(row[0]), 1e-12));
    }

    [Fact]
    public void The_t_distribution_and_the_incomplete_beta_function()
    {
        Each("regularized_beta", row => Near(row[3], SpecialFunctions.RegularizedBeta(row[0], row[1], row[2]), 1e-12));
        Each("t_two_sided", row => Near(row[2], StudentT.TwoSided(row[0], row[1]), 1e-10));
    }

    [Fact]
    public void Wilsons_interval() => Each("wilson", row =>
    {
        Interval interval = Interval.Wilson(row[0] / row[1], row[1], NormalDistribution.TwoSided(row[2]));
        Near(row[3], interval.Low, 1e-12);
        Near(row[4], interval.High, 1e-12);
    });

    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3: the score method.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_as_Newcombe_has_it_in_print(int passed, int count, double low, double high)
    {
        Interval interval = Interval.Wilson((double)passed / count, count, NormalDistribution.TwoSided(0.95));

        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void The_sign_flip_test_of_up_to_16_differences_is_that_of_all_choices_of_signs()
    {
        foreach (JsonElement row in Rows("sign_flip"))
        {
            double[] differences = [.. row[0].EnumerateArray().Select(value => value.GetDouble())];
            Near(row[1].GetDouble(), SignFlipTest.TwoSided(differences, seed: 1), 1e-12);
        }
    }

    [Fact]
    public void The_exact_McNemar_test_is_its_binary_form() => Each("mcnemar", row =>
    {
        double[] differences = [.. Enumerable.Repeat(1.0, (int)row[0]), .. Enumerable.Repeat(-1.0, (int)row[1]), .. Enumerable.Repeat(0.0, 11)];
        Near(row[2], SignFlipTest.TwoSided(differences, seed: 1), 1e-12);
    });

    [Fact]
    public void Holms_correction()
    {
        foreach (JsonElement row in Rows("holm"))
        {
            double[] adjusted = HolmCorrection.Adjust([.. row[0].EnumerateArray().Select(value => value.GetDouble())]);
            Assert.All(row[1].EnumerateArray().Zip(adjusted), pair => Near(pair.First.GetDouble(), pair.Second, 1e-12));
        }
    }

    [Fact]
    public void Tangos_statistic_whose_maximum_likelihood_was_found_by_search() => Each("tango", row =>
        Near(row[4], NonInferiorityTest.Score(row[0], row[1], row[2], row[3]), 1e-5));

    // Fagerland, Lydersen and Laake 2017, "Statistical Analysis of Contingency Tables", chapter 8: airway hyper-responsiveness (Bentur et al. 2009), 1 and 7 of 21; Tango's interval.
    [Fact]
    public void Tangos_interval_as_it_is_in_print()
    {
        double z = NormalDistribution.TwoSided(0.95);

        Assert.Equal(z, NonInferiorityTest.Score(1, 7, 21, -0.517), 0.01);
        Assert.Equal(-z, NonInferiorityTest.Score(1, 7, 21, -0.026), 0.01);
    }

    [Fact]
    public void Variances_clustered_by_case_and_the_interval_that_they_make()
    {
        foreach (JsonElement row in Rows("clustered"))
        {
            ClusteredMean figures = new();
            foreach (double[] values in row.GetProperty("clusters").EnumerateArray().Select(cluster => cluster.EnumerateArray().Select(value => value.GetDouble()).ToArray()))
            {
                figures.Add(values.Length, values.Sum(), values.Sum(value => value * value));
            }

            MeanInterval mean = MeanInterval.Of(figures, GatePopulation.CasesLikeThese, 0.95, row.GetProperty("is_rate").GetBoolean());

            Near(row.GetProperty("mean").GetDouble(), figures.Mean!.Value, 1e-12);
            Near(row.GetProperty("variance").GetDouble(), figures.VarianceAmongCases!.Value, 1e-12);
            Near(row.GetProperty("within").GetDouble(), figures.VarianceOfSamples ?? 0, 1e-12);
            Near(row.GetProperty("low").GetDouble(), mean.Interval.Low, 1e-9);
            Near(row.GetProperty("high").GetDouble(), mean.Interval.High, 1e-9);
        }
    }

    // Both draw at random, so they differ by what 9,999 draws leave to chance.
    [Fact]
    public void The_bootstrap_interval_is_that_of_SciPy_up_to_chance()
    {
        foreach (JsonElement row in Rows("bca"))
        {
            double[] values = [.. row[0].EnumerateArray().Select(value => value.GetDouble())];
            Interval interval = BootstrapInterval.OfMean(values, 0.95, seed: 7)!.Value;
            double width = row[2].GetDouble() - row[1].GetDouble();

            Assert.Equal(row[1].GetDouble(), interval.Low, 0.04 * width);
            Assert.Equal(row[2].GetDouble(), interval.High, 0.04 * width);
        }
    }

    static JsonElement.ArrayEnumerator Rows(string name) => s_data.GetProperty(name).EnumerateArray();

    static void Each(string name, Action<double[]> check)
    {
        double[][] rows = [.. Rows(name).Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
        Assert.NotEmpty(rows);
        Assert.All(rows, check);
    }

    static void Near(double expected, double actual, double tolerance) => Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1e-3, Math.Abs(expected)), $"{actual:R} instead of {expected:R}");
}
