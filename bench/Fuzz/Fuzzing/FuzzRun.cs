using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>Tries inputs of every kind until a time or a number is reached. Every kind has the same time, not the same number of inputs: some take a microsecond and some a hundred milliseconds.</summary>
internal sealed partial class FuzzRun(IReadOnlyList<FuzzKind> kinds, int seed, FuzzJournal journal)
{
    static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, long> _tried = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, FuzzFinding> _findings = new(StringComparer.Ordinal);
    readonly long _start = Stopwatch.GetTimestamp();
    long _total;

    public required TimeSpan Time { get; init; }

    public required long Inputs { get; init; }

    public required int Workers { get; init; }

    bool IsOver => Stopwatch.GetElapsedTime(_start) >= Time || Interlocked.Read(ref _total) >= Inputs;

    /// <summary>True when nothing was found.</summary>
    public async Task<bool> RunAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker)))).ConfigureAwait(false);
        foreach (FuzzKind kind in kinds)
        {
            Console.WriteLine(FormattableString.Invariant($"{kind.Name,-12} {_tried.GetValueOrDefault(kind.Name),14:N0} inputs, {_findings.Values.Count(finding => finding.Kind == kind.Name)} findings"));
        }

        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{"total",-12} {_total,14:N0} inputs in {seconds:0} s, {_total / seconds:N0} a second, seed {seed}"));
        return _findings.IsEmpty;
    }

    async Task WorkAsync(int worker)
    {
        long[] next = [.. kinds.Select(_ => (long)worker)];
        while (!IsOver)
        {
            for (int at = 0; at < kinds.Count && !IsOver; at++)
            {
                long turn = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(turn) < s_turn && !IsOver)
                {
                    journal.Begin(kinds[at].Name, next[at]);
                    FuzzFinding? finding = await Fuzzer.TryAsync(kinds[at], seed, next[at]).ConfigureAwait(false);
                    next[at] += Workers;
                    _tried.AddOrUpdate(kinds[at].Name, 1, (_, count) => count + 1);
                    Interlocked.Increment(ref _total);
                    if (finding is not null && _findings.TryAdd(finding.Kind + Quoted().Replace(finding.Violation, ""), finding))
                    {
                        Console.WriteLine(FormattableString.Invariant($"FOUND {finding.Kind}, seed {finding.Seed}, input {finding.Index}: {finding.Violation}\n  smallest: {JsonSerializer.Serialize(finding.Smallest)}"));
                    }
                }
            }
        }
    }

    /// <summary>What tells two findings of the same fault apart, and should not.</summary>
    [GeneratedRegex("\"[^\"]*\"?|'[^']*'?|/[^/]*/|[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
