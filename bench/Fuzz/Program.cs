using System.Globalization;
using Ptm.Bench.Fuzz.Fuzzing;

string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : otherwise;
long Number(string name, long otherwise) => long.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

string folder = Option("--configs", "");
string only = Option("--kind", "");
string[] configs = folder.Length == 0 ? [] : [.. Directory.EnumerateFiles(folder, "promptfooconfig.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
FuzzKind[] kinds = [.. FuzzKinds.All(configs, []).Where(kind => only.Length == 0 || only.Split(',').Contains(kind.Name))];
int seed = (int)Number("--seed", Environment.TickCount);

if (Option("--input", "") is { Length: > 0 } index)
{
    Console.WriteLine(kinds[0].Generate(new Dice(seed, long.Parse(index, CultureInfo.InvariantCulture))));
    return 0;
}

using FuzzJournal journal = new(Option("--journal", ""));
FuzzRun run = new(kinds, seed, journal)
{
    Time = TimeSpan.FromSeconds(Number("--seconds", 60)),
    Inputs = Number("--inputs", long.MaxValue),
    Workers = (int)Number("--workers", 1),
};
return await run.RunAsync() ? 0 : 1;
