using System.Globalization;

namespace Ptm.Client;

/// <summary>What was seen of a run, so that reading it again tells only what is new.</summary>
internal sealed class PolledRun(string runKey)
{
    readonly HashSet<(string Prompt, string Case, string Provider, int Sample)> _seen = [];
    long _sequence;
    RunState? _state;
    int _completed;
    int _total;

    public string HowFar => _total == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" with {_completed} of {_total} cases");

    public void Saw(RunProgress progress)
    {
        (_sequence, _state, _completed, _total) = (progress.Sequence, progress.State, progress.Completed, progress.Total);
        if (progress.Result is { } result)
        {
            _seen.Add(KeyOf(result));
        }
    }

    public IReadOnlyList<RunProgress> Read(RunResult run)
    {
        List<RunProgress> news = [];
        _total = run.CaseCount ?? Math.Max(run.Summary.Total, run.Results.Count);
        foreach (CaseResult result in run.Results)
        {
            if (_seen.Add(KeyOf(result)))
            {
                _completed = _seen.Count;

                // The end comes last, once everything is told.
                news.Add(Progress(run.IsTerminal ? RunState.Running : run.State, result));
            }
        }

        _completed = Math.Max(_completed, run.Summary.Total);
        if (run.State != _state)
        {
            _state = run.State;
            news.Add(Progress(run.State, null));
        }

        return news;
    }

    RunProgress Progress(RunState state, CaseResult? result) =>
        new() { RunKey = runKey, Sequence = ++_sequence, State = state, Completed = _completed, Total = _total, Result = result };

    static (string Prompt, string Case, string Provider, int Sample) KeyOf(CaseResult result) => (result.PromptId, result.Id, result.Provider, result.Sample);
}
