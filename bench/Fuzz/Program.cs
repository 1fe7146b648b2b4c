using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Ptm.Bench.Fuzz.Fuzzing;

string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : otherwise;
int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

TimeSpan time = TimeSpan.FromSeconds(Number("--seconds", 60));
int seed = Number("--seed", Environment.TickCount);
int workers = Number("--workers", 1);
string only = Option("--kind", "");
string folder = Option("--configs", "");
string[] configs = folder.Length == 0 ? [] : [.. Directory.EnumerateFiles(folder, "promptfooconfig.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
FuzzKind[] kinds = [.. FuzzKinds.All(configs, []).Where(kind => only.Length == 0 || only.Split(',').Contains(kind.Name))];

ConcurrentDictionary<string, long> tried = new(StringComparer.Ordinal);
ConcurrentDictionary<string, FuzzFinding> findings = new(StringComparer.Ordinal);
long start = Stopwatch.GetTimestamp();
await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

foreach (FuzzKind kind in kinds)
{
    Console.WriteLine(FormattableString.Invariant($"{kind.Name,-12} {tried.GetValueOrDefault(kind.Name),12:N0} inputs, {findings.Values.Count(finding => finding.Kind == kind.Name)} kinds of findings"));
}

Console.WriteLine(FormattableString.Invariant($"total        {tried.Values.Sum(),12:N0} inputs in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, seed {seed}"));
return findings.IsEmpty ? 0 : 1;

// Every kind has the same time, not the same number of inputs: some take a microsecond and some a hundred milliseconds.
async Task WorkAsync(int worker)
{
    long[] next = [.. kinds.Select(_ => (long)worker)];
    while (Stopwatch.GetElapsedTime(start) < time)
    {
        for (int at = 0; at < kinds.Length && Stopwatch.GetElapsedTime(start) < time; at++)
        {
            long turn = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(turn) < TimeSpan.FromSeconds(1) && Stopwatch.GetElapsedTime(start) < time)
            {
                FuzzFinding? finding = await Fuzzer.TryAsync(kinds[at], seed, next[at]);
                next[at] += workers;
                tried.AddOrUpdate(kinds[at].Name, 1, (_, count) => count + 1);
                if (finding is not null && findings.TryAdd(finding.Kind + finding.Violation[..Math.Min(60, finding.Violation.Length)], finding))
                {
                    Console.WriteLine(FormattableString.Invariant($"FOUND {finding.Kind}, seed {finding.Seed}, input {finding.Index}: {finding.Violation}\n  smallest: {System.Text.Json.JsonSerializer.Serialize(finding.Smallest)}"));
                }
            }
        }
    }
}
