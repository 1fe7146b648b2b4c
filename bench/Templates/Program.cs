using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Templating;

const int Rounds = 5;

string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "prompt.j2"));
JsonElement vars = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vars.json")));
Template template = Template.Parse(text);

Report("render", 200_000, () => template.Render(vars));
Report("parse ", 50_000, () => Template.Parse(text));

static void Report(string name, int count, Action work)
{
    // The first round compiles; it is not counted.
    Measure(count / 10, work);
    double[] rates = [.. Enumerable.Range(0, Rounds).Select(_ => Measure(count, work)).Order()];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ptm       {name} {rates[Rounds / 2]:0}/s"));
}

static double Measure(int count, Action work)
{
    long start = Stopwatch.GetTimestamp();
    for (int i = 0; i < count; i++)
    {
        work();
    }

    return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
}
