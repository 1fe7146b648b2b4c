using System.Diagnostics;
using System.Globalization;
using Ptm;
using Ptm.Bench.Gate.Simulation;
using Ptm.Statistics;

int runs = Number("--runs", 10_000);
GateSimulation simulation = new((ulong)Number("--seed", 20_261_126));
int[] sampleCounts = [1, 5, 20];
int[] caseCounts = [3, 10, 30, 300];
CaseModel mixed = new(0.8, 0.5);
CaseModel good = new(0.9, 0.3);
Gate gate = new() { Confidence = 0.95 };
Stopwatch watch = Stopwatch.StartNew();
bool isWithin = true;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs:N0} runs a row, confidence 0.95. Cases pass with rates of their own: beta distributions of mean 0.8 and correlation 0.5 (A), and 0.9 and 0.3 (B)."));

Title("Nothing changed: a comparison with a baseline, without a MinEffect. False alarms: failed.");
foreach ((string name, CaseModel model) in new[] { ("A", mixed), ("B", good) })
{
    Rows((cases, samples) => Row(name, samples, cases, simulation.Compare(model, cases, samples, 0, Fall.Even, gate, runs), wrong => wrong.Failed));
}

Title("A fall of exactly the MinEffect of 0.1. Wrong: passed, and failed.");
foreach ((string name, Fall how) in new[] { ("A, even", Fall.Even), ("A, broken", Fall.Broken) })
{
    Rows((cases, samples) => Row(name, samples, cases, simulation.Compare(mixed, cases, samples, 0.1, how, gate with { MinEffect = 0.1 }, runs), wrong => Math.Max(wrong.Passed, wrong.Failed)));
}

Title("A score that falls rarely and far, by exactly the MinEffect of 0.05 in the mean. Wrong: passed, and failed.");
Rows((cases, samples) => Row("score", samples, cases, simulation.CompareScores(cases, samples, 0.05, gate with { MinEffect = 0.05 }, runs), wrong => Math.Max(wrong.Passed, wrong.Failed)));

Title("Power: what a comparison finds of a fall, without a MinEffect. Right: failed.");
foreach (double fall in new[] { 0.05, 0.1, 0.2, 0.4 })
{
    Rows((cases, samples) => Row(string.Create(CultureInfo.InvariantCulture, $"B, -{fall}"), samples, cases, simulation.Compare(good, cases, samples, fall, Fall.Even, gate, runs / 5), null));
}

Title("Power: nothing changed, with a MinEffect of 0.05. Right: passed.");
Rows((cases, samples) => Row("B", samples, cases, simulation.Compare(good, cases, samples, 0, Fall.Even, gate with { MinEffect = 0.05 }, runs / 5), null));

Title("A run at its limit. Wrong: passed, and failed.");
foreach ((string name, CaseModel model, bool isScore, GatePopulation population) in new[]
{
    ("A, pass rate", mixed, false, GatePopulation.CasesLikeThese), ("B, pass rate", good, false, GatePopulation.CasesLikeThese),
    ("B, score", good, true, GatePopulation.CasesLikeThese), ("B, pass rate, these cases", good, false, GatePopulation.TheseCases), ("B, score, these cases", good, true, GatePopulation.TheseCases),
})
{
    Rows((cases, samples) => Row(name, samples, cases, simulation.Hold(model, cases, samples, 0, isScore, gate with { Population = population }, runs), wrong => Math.Max(wrong.Passed, wrong.Failed)));
}

Title("Power: a run off its limit. Right: failed below it, passed above.");
foreach (double offset in new[] { -0.1, 0.1 })
{
    Rows((cases, samples) => Row(string.Create(CultureInfo.InvariantCulture, $"A, {offset:+0.0;-0.0}"), samples, cases, simulation.Hold(mixed, cases, samples, offset, isScore: false, gate, runs / 5), null));
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{watch.Elapsed.TotalSeconds:0.0} s; {(isWithin ? "at most 5 % wrong in each row" : "a row is wrong more often than 5 %")}"));
return isWithin ? 0 : 1;

void Title(string text) => Console.WriteLine($"\n{text}\n\n| cases pass | samples | cases | passed | failed | inconclusive | wrong, 95 % interval |\n|---|--:|--:|--:|--:|--:|---|");

void Rows(Action<int, int> row)
{
    foreach (int samples in sampleCounts)
    {
        foreach (int cases in caseCounts)
        {
            row(cases, samples);
        }
    }
}

void Row(string name, int samples, int cases, VerdictCount count, Func<VerdictCount, int>? wrong)
{
    string interval = "";
    if (wrong is not null)
    {
        int found = wrong(count);
        Interval ends = count.IntervalOf(found);
        isWithin &= found <= 0.05 * count.Total;
        interval = $"{Percent(found, count.Total)} ({Share(ends.Low)} to {Share(ends.High)})";
    }

    Console.WriteLine($"| {name} | {samples} | {cases} | {Percent(count.Passed, count.Total)} | {Percent(count.Failed, count.Total)} | {Percent(count.Inconclusive, count.Total)} | {interval} |");
}

static string Percent(int count, int total) => Share((double)count / total);

static string Share(double share) => (share * 100).ToString("0.0#", CultureInfo.InvariantCulture) + " %";

int Number(string name, int otherwise)
{
    int place = Array.IndexOf(args, name);
    return place >= 0 ? int.Parse(args[place + 1], CultureInfo.InvariantCulture) : otherwise;
}
