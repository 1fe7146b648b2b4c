using System.Globalization;
using Ptm.Engine.Running;

namespace Ptm.Xunit.Running;

/// <summary>What a theory's gate says of the cases that ran.</summary>
/// <param name="Result">The gate's answer.</param>
/// <param name="Summary">The cases' figures.</param>
/// <param name="Lost">Cases that should have a result and have none.</param>
internal sealed record MethodVerdict(GateResult Result, RunSummary Summary, int Lost);

/// <summary>Takes the results of a theory's selected cases, and decides once, when each of them has ended. Safe for use by many threads.</summary>
/// <param name="count">How many cases there are.</param>
/// <param name="gate">Reads the gate.</param>
/// <param name="library">What there is to run, of which the cases may be a part.</param>
internal sealed class MethodGate(int count, Func<Gate> gate, Func<EvalPlan> library)
{
    readonly Lock _lock = new();
    readonly SortedDictionary<int, (PlannedCase Planned, CaseResult Result)> _results = [];
    readonly HashSet<int> _ended = [];
    readonly TaskCompletionSource<MethodVerdict> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly long _started = TimeProvider.System.GetTimestamp();
    readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();
    int _lost;

    /// <summary>What the gate says, when every case has ended.</summary>
    /// <exception cref="PtmException">The baseline cannot be read.</exception>
    public Task<MethodVerdict> Verdict => _verdict.Task;

    /// <summary>The case at a position has ended with a result.</summary>
    public void Add(int position, PlannedCase planned, CaseResult result) => End(position, () => _results.Add(position, (planned, result)));

    /// <summary>The case at a position was skipped: it does not count.</summary>
    public void LeaveOut(int position) => End(position, () => { });

    /// <summary>The case at a position has no result and should have one: nothing can be said then.</summary>
    public void Lose(int position) => End(position, () => _lost++);

    // What a case said first holds.
    void End(int position, Action note)
    {
        lock (_lock)
        {
            if (!_ended.Add(position))
            {
                return;
            }

            note();
            if (_ended.Count < count)
            {
                return;
            }
        }

        try
        {
            _verdict.SetResult(Decide());
        }
        catch (PtmException e)
        {
            _verdict.SetException(e);
            _ = _verdict.Task.Exception;
        }
    }

    MethodVerdict Decide()
    {
        Gate asked = gate();
        RunTally tally = new();
        GateEvidence evidence = new(asked, new([.. _results.Values.Select(one => one.Planned)]), library: asked.Baseline is null ? null : library());
        foreach ((_, CaseResult result) in _results.Values)
        {
            tally.Add(result);
            evidence.Add(result);
        }

        RunResult run = RunExecutor.Begin(_startedAt) with { State = RunState.Completed, Summary = tally.ToSummary(TimeProvider.System.GetElapsedTime(_started)) };
        GateResult decided = _results.Count == 0 && _lost == 0 ? new() { Verdict = GateVerdict.Inconclusive } : asked.Decide(run, evidence);
        return new(_lost == 0 ? decided : decided with { Verdict = GateVerdict.Failed, Violations = [Missing(), .. decided.Violations] }, run.Summary, _lost);
    }

    GateViolation Missing() => new(
        DiagnosticCodes.TooManyErrors,
        _lost,
        0,
        string.Create(CultureInfo.InvariantCulture, $"{_lost} {(_lost == 1 ? "case" : "cases")} of {count} ended without a result, so what they all reach is not known."));
}
