using System.Globalization;
using Ptm.Statistics;

namespace Ptm.Bench.Gate.Simulation;

/// <summary>Runs made of drawn samples, which a real gate decides on: the figures are added up and judged as those of any run. The same seed gives the same counts on however many cores.</summary>
/// <param name="seed">Fixes what is drawn.</param>
internal sealed class GateSimulation(ulong seed)
{
    const int Chunk = 100;
    const double UsualScore = 0.9;
    const double Spread = 0.01;

    /// <summary>Runs against baselines.</summary>
    /// <param name="model">The cases.</param>
    /// <param name="cases">How many.</param>
    /// <param name="samples">Samples of each, on both sides.</param>
    /// <param name="fall">What the rate falls by in truth.</param>
    /// <param name="how">How it falls.</param>
    /// <param name="gate">The gate, without a baseline.</param>
    /// <param name="runs">How many comparisons.</param>
    public VerdictCount Compare(CaseModel model, int cases, int samples, double fall, Fall how, Ptm.Gate gate, int runs) => Count(runs, number =>
    {
        SplitMix64 random = Start(number);
        double[] before = model.Draw(cases, ref random);
        double[] after = fall == 0 ? before : CaseModel.After(before, fall, how, ref random);
        Baseline baseline = Baseline.Of(Sample(before, samples, ref random), null);
        return Decide(gate with { Baseline = baseline }, Sample(after, samples, ref random));
    });

    /// <summary>Runs held against a limit.</summary>
    /// <param name="model">The cases.</param>
    /// <param name="cases">How many.</param>
    /// <param name="samples">Samples of each.</param>
    /// <param name="offset">How far the true rate is above the limit, which is then the model's rate less this, or that of the cases drawn where the gate is about these cases.</param>
    /// <param name="isScore">Whether the score is held against it, of cases with four checks, instead of the pass rate.</param>
    /// <param name="gate">The gate, without a limit.</param>
    /// <param name="runs">How many runs.</param>
    public VerdictCount Hold(CaseModel model, int cases, int samples, double offset, bool isScore, Ptm.Gate gate, int runs) => Count(runs, number =>
    {
        SplitMix64 random = Start(number);
        double[] rates = model.Draw(cases, ref random);
        double limit = Math.Clamp((gate.Population == GatePopulation.TheseCases ? rates.Average() : model.Rate) - offset, 0, 1);
        return isScore
            ? Decide(gate with { MinScore = 100 * limit }, SampleScores(rates, samples, ref random))
            : Decide(gate with { MinPassRate = limit }, Sample(rates, samples, ref random));
    });

    /// <summary>Runs whose scores are all close to 0.9 and now and then, in truth as often as it takes to fall by so much, 0: what falls rarely and far is easily not seen. What is counted is the score's verdict.</summary>
    /// <param name="cases">How many cases.</param>
    /// <param name="samples">Samples of each, on both sides.</param>
    /// <param name="fall">What the mean score falls by in truth, 0 to 0.9.</param>
    /// <param name="gate">The gate, without a baseline.</param>
    /// <param name="runs">How many comparisons.</param>
    public VerdictCount CompareScores(int cases, int samples, double fall, Ptm.Gate gate, int runs) => Count(runs, number =>
    {
        SplitMix64 random = Start(number);
        Baseline baseline = Baseline.Of(SampleRareFalls(cases, samples, 0, ref random), null);
        return DecideAll(gate with { Baseline = baseline }, SampleRareFalls(cases, samples, fall / UsualScore, ref random)).Figures.Single(figure => figure.Metric == GateFigure.Score).Verdict;
    });

    SplitMix64 Start(int number) => new(new SplitMix64(seed + (ulong)number).Next());

    static VerdictCount Count(int runs, Func<int, GateVerdict> run)
    {
        int chunks = (runs + Chunk - 1) / Chunk;
        VerdictCount[] counts = new VerdictCount[chunks];
        Parallel.For(0, chunks, chunk =>
        {
            VerdictCount count = default;
            for (int number = chunk * Chunk; number < Math.Min(runs, (chunk + 1) * Chunk); number++)
            {
                count = count.Add(run(number));
            }

            counts[chunk] = count;
        });
        return counts.Aggregate((one, other) => one.Add(other));
    }

    static CaseSamples[] Sample(double[] rates, int samples, ref SplitMix64 random)
    {
        CaseSamples[] cases = new CaseSamples[rates.Length];
        for (int index = 0; index < rates.Length; index++)
        {
            cases[index] = new("p", NameOf(index), "model");
            for (int sample = 0; sample < samples; sample++)
            {
                bool passes = random.NextDouble() < rates[index];
                cases[index].Add(passes ? CaseOutcome.Passed : CaseOutcome.Failed, passes ? 1 : 0);
            }
        }

        return cases;
    }

    static CaseSamples[] SampleScores(double[] rates, int samples, ref SplitMix64 random)
    {
        CaseSamples[] cases = new CaseSamples[rates.Length];
        for (int index = 0; index < rates.Length; index++)
        {
            cases[index] = new("p", NameOf(index), "model");
            for (int sample = 0; sample < samples; sample++)
            {
                int passing = 0;
                for (int check = 0; check < 4; check++)
                {
                    passing += random.NextDouble() < rates[index] ? 1 : 0;
                }

                cases[index].Add(passing == 4 ? CaseOutcome.Passed : CaseOutcome.Failed, passing / 4.0);
            }
        }

        return cases;
    }

    static CaseSamples[] SampleRareFalls(int cases, int samples, double share, ref SplitMix64 random)
    {
        CaseSamples[] drawn = new CaseSamples[cases];
        for (int index = 0; index < cases; index++)
        {
            drawn[index] = new("p", NameOf(index), "model");
            for (int sample = 0; sample < samples; sample++)
            {
                double score = random.NextDouble() < share ? 0 : UsualScore + (random.NextDouble() < 0.5 ? Spread : -Spread);
                drawn[index].Add(CaseOutcome.Passed, score);
            }
        }

        return drawn;
    }

    // A gate that closes on what is inconclusive is wrong, or right, as one is that failed.
    static GateVerdict Decide(Ptm.Gate gate, CaseSamples[] cases) => DecideAll(gate, cases) is var decided && decided.Violations.Count > 0 ? GateVerdict.Failed : decided.Verdict;

    static GateResult DecideAll(Ptm.Gate gate, CaseSamples[] cases)
    {
        CaseFigures figures = new(gate.Baseline is null ? null : new(gate.Baseline, null));
        int passed = 0;
        int total = 0;
        foreach (CaseSamples samples in cases)
        {
            figures.Add(samples);
            passed += samples.Passed;
            total += samples.Samples;
        }

        RunResult run = new()
        {
            RunKey = "simulation",
            State = RunState.Completed,
            Summary = new() { Total = total, Passed = passed, Failed = total - passed, PassRate = (double)passed / total, Score = 0 },
        };
        return gate.Decide(run, figures.Complete(), withIntervals: false);
    }

    static readonly string[] s_names = [.. Enumerable.Range(0, 1_000).Select(index => index.ToString("d4", CultureInfo.InvariantCulture))];

    static string NameOf(int index) => s_names[index];
}
