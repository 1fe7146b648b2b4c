using System.Diagnostics;

namespace Ptm.Xunit.Reporting;

/// <summary>Adds the cases of a process up, for the summary at the end. Bounded, save for a number a case that is run more than once.</summary>
internal sealed class RunCollector
{
    const int ShownSlowest = 5;
    const int MostOfGates = 20;

    readonly Lock _gate = new();
    readonly RunTally _tally = new();
    readonly long _start = Stopwatch.GetTimestamp();
    readonly PriorityQueue<SlowCase, TimeSpan> _slowest = new();
    readonly List<string> _gates = [];
    bool _isAnyInconclusive;
    int _tolerated;
    readonly Dictionary<(string Prompt, string Case, string Provider), (int Passed, int Decided, string Description)> _samples = [];

    /// <summary>The cases of this process so far.</summary>
    public static RunCollector Current { get; private set; } = new();

    /// <summary>Begins anew, for a process that an IDE runs tests in several times.</summary>
    public static void Reset() => Current = new();

    public void Add(CaseResult result)
    {
        SummaryAtExit.Arm();
        lock (_gate)
        {
            _tally.Add(result);
            if (result.Output is { } output && (_slowest.Count < ShownSlowest || output.Latency > _slowest.Peek().Latency))
            {
                _slowest.Enqueue(new(CaseName.Of(result), output.Latency), output.Latency);
                if (_slowest.Count > ShownSlowest)
                {
                    _slowest.Dequeue();
                }
            }

            if (result.Outcome is not CaseOutcome.Unchecked)
            {
                (string, string, string) key = (result.PromptId, result.Id, result.Provider);
                (int passed, int decided, _) = _samples.GetValueOrDefault(key);
                _samples[key] = (passed + (result.Outcome == CaseOutcome.Passed ? 1 : 0), decided + 1, result.Description);
            }
        }
    }

    /// <summary>Notes what a theory's gate says beyond that it is open: what closes it, and what a person should know.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="gate">What it says.</param>
    public void Add(string name, GateResult gate)
    {
        lock (_gate)
        {
            _isAnyInconclusive |= gate.Warnings.Any(warning => warning.Code == DiagnosticCodes.Inconclusive);
            string state = $"{(gate.Violations.Count > 0 ? "closed" : "open")}{(gate.Verdict == GateVerdict.Inconclusive ? ", inconclusive" : "")}";
            foreach (GateViolation finding in gate.Violations.Concat(gate.Warnings).Take(MostOfGates - _gates.Count))
            {
                _gates.Add($"{name} ({state}): {finding.Code}: {finding.Message}");
            }
        }
    }

    /// <summary>Notes that a case that failed was tolerated, because its gate is open.</summary>
    public void Tolerate()
    {
        lock (_gate)
        {
            _tolerated++;
        }
    }

    /// <summary>The figures so far; null where no case was evaluated.</summary>
    public TestRunFigures? Figures()
    {
        lock (_gate)
        {
            RunSummary summary = _tally.ToSummary(Stopwatch.GetElapsedTime(_start));
            return summary.Total == 0 ? null : new(
                summary,
                [.. _slowest.UnorderedItems.Select(item => item.Element).OrderByDescending(slow => slow.Latency).ThenBy(slow => slow.Name, StringComparer.Ordinal)],
                [.. _samples.Where(sample => sample.Value.Passed > 0 && sample.Value.Passed < sample.Value.Decided)
                    .Select(sample => (Name: CaseName.Of(sample.Key.Prompt, sample.Key.Case, sample.Value.Description), sample.Value.Passed, sample.Value.Decided))
                    .OrderBy(flaky => flaky.Name, StringComparer.Ordinal)])
            {
                Gates = [.. _gates],
                Tolerated = _tolerated,
                IsInconclusive = _isAnyInconclusive,
            };
        }
    }
}

/// <summary>A case and how long its answer took.</summary>
internal sealed record SlowCase(string Name, TimeSpan Latency);

/// <summary>What a test run's prompts came to.</summary>
/// <param name="Summary">The figures.</param>
/// <param name="Slowest">The cases whose answers took longest, the longest first.</param>
/// <param name="Flaky">Cases that both passed and did not, with how often of how many samples they passed.</param>
internal sealed record TestRunFigures(RunSummary Summary, IReadOnlyList<SlowCase> Slowest, IReadOnlyList<(string Name, int Passed, int Samples)> Flaky)
{
    /// <summary>What the theories' gates say beyond that they are open.</summary>
    public IReadOnlyList<string> Gates { get; init; } = [];

    /// <summary>Cases that failed and were tolerated, because their gate is open.</summary>
    public int Tolerated { get; init; }

    /// <summary>Whether the cases of a gate did not suffice to tell.</summary>
    public bool IsInconclusive { get; init; }
}
