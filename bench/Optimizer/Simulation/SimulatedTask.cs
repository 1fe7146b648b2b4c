using System.Globalization;
using System.Text.Json;
using Ptm.Statistics;

namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>What the instructions of a simulated task do.</summary>
internal enum TaskKind
{
    /// <summary>Four instructions help some cases, two help all if both are there, one helps a group and breaks another, three harm, and two do nothing.</summary>
    Known,

    /// <summary>No instruction does anything.</summary>
    Flat,

    /// <summary>Every instruction helps half of the cases as much as it harms the other half.</summary>
    Shifting,

    /// <summary>Every instruction harms.</summary>
    Harming,
}

/// <summary>
/// A task that is no model's but a script's: which of twelve instructions a prompt has decides how likely each case passes, and the best prompt is known because all 4,096 were looked at.
/// Everything is drawn from the seed, so that a run can be made again, at any concurrency.
/// </summary>
internal sealed class SimulatedTask
{
    public const int Instructions = 12;
    public const int Groups = 4;

    const int PopulationCases = 4_000;
    const double Least = 0.02;

    static readonly string[] s_sentences =
    [
        "Answer in one sentence.", "Name the order number.", "State the refund period.", "Give the date as year-month-day.",
        "Cite the paragraph.", "Number the citations.", "Speak formally.", "Apologize first.",
        "Repeat the question.", "Use a table.", "Mention the weather.", "Sign with a name.",
    ];

    readonly double[][] _effects = [.. Enumerable.Range(0, Instructions).Select(_ => new double[Groups])];
    readonly (int First, int Second, double Gain) _pair;
    readonly double[] _rates;
    readonly int[] _groups;
    readonly double[] _populationRates;
    readonly Dictionary<string, int> _sets = [];
    readonly Lazy<double> _best;

    /// <param name="seed">Which task.</param>
    /// <param name="kind">What its instructions do.</param>
    /// <param name="cases">How many cases it has.</param>
    public SimulatedTask(ulong seed, TaskKind kind, int cases = 60)
    {
        Seed = seed;
        SplitMix64 random = new(seed);
        int[] order = Shuffled(Instructions, ref random);
        double Size(ref SplitMix64 from) => 0.1 + (0.15 * from.NextDouble());
        for (int place = 0; place < Instructions; place++)
        {
            double size = Size(ref random);
            for (int group = 0; group < Groups; group++)
            {
                _effects[order[place]][group] = kind switch
                {
                    TaskKind.Known => place switch
                    {
                        < 4 => group == place || group == (place + 1) % Groups ? size : 0,
                        4 => group == 0 ? 0.25 : group == 1 ? -0.35 : 0,
                        < 8 => group == place % Groups || group == (place + 2) % Groups ? -size : 0,
                        _ => 0,
                    },
                    TaskKind.Shifting => group % 2 == place % 2 ? size : -size,
                    TaskKind.Harming => -size / 2,
                    _ => 0,
                };
            }
        }

        _pair = (order[8], order[9], kind == TaskKind.Known ? 0.15 : 0);
        Helpful = kind == TaskKind.Known ? [order[0], order[1], order[2], order[3], order[8], order[9]] : [];
        Start = kind == TaskKind.Known ? (1 << order[5]) | (1 << order[10]) : 1 << order[10];

        // Rates differ from case to case as those of a beta distribution of mean 0.3 (0.5 where nothing helps) and correlation 0.2 do.
        double mean = kind == TaskKind.Known ? 0.3 : 0.5;
        _populationRates = [.. Rates(mean, PopulationCases, ref random)];
        _rates = [.. Rates(mean, cases, ref random)];
        _groups = [.. Enumerable.Range(0, cases).Select(index => index % Groups)];
        Prompt = PromptOf(Start) with
        {
            Tests =
            [
                .. Enumerable.Range(0, cases).Select(index => new TestCase
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"case-{seed}-{index}"),
                    Index = index,
                    Vars = JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"question":"question {{index}}"}""")),
                    Assertions = [new() { Type = "contains" }],
                }),
            ],
        };
        _best = new(() => Enumerable.Range(0, 1 << Instructions).Max(TrueScore));
    }

    public ulong Seed { get; }

    /// <summary>The prompt that the search begins with, and its cases.</summary>
    public PromptDefinition Prompt { get; }

    /// <summary>The instructions it has, a bit each.</summary>
    public int Start { get; }

    /// <summary>The instructions that help, alone or with another.</summary>
    public IReadOnlyList<int> Helpful { get; }

    /// <summary>The score of the best of all prompts on the task's cases, 0 to 100.</summary>
    public double BestScore => _best.Value;

    public static string Sentence(int instruction) => s_sentences[instruction];

    /// <summary>The prompt with these instructions.</summary>
    public static string TextOf(int set) =>
        "Answer the customer.\n" + string.Concat(Enumerable.Range(0, Instructions).Where(one => (set >> one & 1) == 1).Select(one => s_sentences[one] + "\n")) + "Question: {{question}}\n";

    public static PromptDefinition PromptOf(int set) => new() { Id = "simulated", Text = TextOf(set), ProviderProfiles = ["scripted"] };

    /// <summary>The instructions of a prompt.</summary>
    public int SetOf(PromptDefinition prompt)
    {
        if (!_sets.TryGetValue(prompt.Text!, out int set))
        {
            string[] lines = prompt.Text!.Split('\n');
            for (int one = 0; one < Instructions; one++)
            {
                set |= lines.Contains(s_sentences[one]) ? 1 << one : 0;
            }

            _sets[prompt.Text!] = set;
        }

        return set;
    }

    /// <summary>How likely a case passes with these instructions.</summary>
    public double RateOf(int set, int index) => Clip(_rates[index] + EffectOf(set, _groups[index]));

    /// <summary>The instructions that are missing for a case, such as a check that fails would name.</summary>
    public List<int> MissingFor(int set, int index) =>
        [.. Helpful.Where(one => (set >> one & 1) == 0 && (_effects[one][_groups[index]] > 0 || one == _pair.First || one == _pair.Second))];

    /// <summary>The mean rate of the task's cases, in points.</summary>
    public double TrueScore(int set)
    {
        double[] effects = [.. Enumerable.Range(0, Groups).Select(group => EffectOf(set, group))];
        double sum = 0;
        for (int index = 0; index < _rates.Length; index++)
        {
            sum += Clip(_rates[index] + effects[_groups[index]]);
        }

        return 100 * sum / _rates.Length;
    }

    /// <summary>By how many points a prompt is better than another over all cases there could be.</summary>
    public double PopulationGain(int set, int other)
    {
        double sum = 0;
        for (int group = 0; group < Groups; group++)
        {
            double effect = EffectOf(set, group);
            double otherEffect = EffectOf(other, group);
            foreach (double rate in _populationRates)
            {
                sum += Clip(rate + effect) - Clip(rate + otherEffect);
            }
        }

        return 100 * sum / (Groups * PopulationCases);
    }

    static int[] Shuffled(int count, ref SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int index = count - 1; index > 0; index--)
        {
            int other = random.NextIndex(index + 1);
            (order[index], order[other]) = (order[other], order[index]);
        }

        return order;
    }

    // A beta distribution with a correlation of 0.2 has parameters that sum up to 4.
    static List<double> Rates(double mean, int count, ref SplitMix64 random)
    {
        List<double> rates = [];
        for (int index = 0; index < count; index++)
        {
            double passing = Gamma(4 * mean, ref random);
            rates.Add(passing / (passing + Gamma(4 * (1 - mean), ref random)));
        }

        return rates;
    }

    // Marsaglia and Tsang 2000, for shapes from 1 on.
    static double Gamma(double shape, ref SplitMix64 random)
    {
        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + (d * (1 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }

    static double Clip(double rate) => Math.Clamp(rate, Least, 1 - Least);

    double EffectOf(int set, int group)
    {
        double effect = (set >> _pair.First & set >> _pair.Second & 1) == 1 ? _pair.Gain : 0;
        for (int one = 0; one < Instructions; one++)
        {
            effect += (set >> one & 1) == 1 ? _effects[one][group] : 0;
        }

        return effect;
    }
}
