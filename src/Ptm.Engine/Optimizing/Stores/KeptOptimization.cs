using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Stores.Memory;

namespace Ptm.Engine.Optimizing.Stores;

/// <summary>One optimization in memory, with its steps and calls. Safe for use by many threads.</summary>
internal sealed class KeptOptimization(StoredOptimization optimization, OptimizationSpec spec) : LeasedWork
{
    readonly List<StoredStep> _steps = [];
    readonly List<CallRecord> _calls = [];
    readonly Dictionary<(string Key, int Attempt), int> _places = [];
    StoredOptimization _optimization = optimization;
    decimal _counted;
    Func<IEnumerable<CallRecord>>? _unread;

    public OptimizationSpec Spec { get; private set; } = spec;

    public StoredOptimization Optimization
    {
        get
        {
            lock (Gate)
            {
                return _optimization with { StepCount = _steps.Count, SpentUsd = _counted };
            }
        }
    }

    /// <summary>Whether the held-out cases were, or may be, looked at.</summary>
    public bool Looks
    {
        get
        {
            lock (Gate)
            {
                return !_optimization.IsTerminal || _steps.Exists(step => step.Name == StoredStep.Look);
            }
        }
    }

    protected override RunState State
    {
        get => _optimization.State;
        set => _optimization = _optimization with { State = value };
    }

    protected override int Progress => _steps.Count;

    /// <summary>Puts the prompt as it is in this process in the place of the one that was read.</summary>
    public void Resume(PromptDefinition prompt) => Spec = Spec with { Prompt = prompt };

    public IReadOnlyList<StoredStep> StepsAfter(int after)
    {
        lock (Gate)
        {
            return _steps[Math.Clamp(after, 0, _steps.Count)..];
        }
    }

    /// <summary>Leaves the calls of one that has ended to be read when somebody asks for them.</summary>
    /// <param name="spentUsd">What they come to, in USD.</param>
    /// <param name="read">Reads them.</param>
    public void Defer(decimal spentUsd, Func<IEnumerable<CallRecord>> read)
    {
        lock (Gate)
        {
            (_counted, _unread) = (spentUsd, read);
        }
    }

    public IReadOnlyList<CallRecord> Calls()
    {
        lock (Gate)
        {
            if (_unread is { } read)
            {
                (_counted, _unread) = (0, null);
                foreach (CallRecord call in read())
                {
                    Add(call);
                }
            }

            return [.. _calls];
        }
    }

    public bool AddStep(string worker, StoredStep step, DateTimeOffset now)
    {
        lock (Gate)
        {
            if (!IsHeld(worker, now))
            {
                return false;
            }

            Add(step);
            return true;
        }
    }

    /// <summary>Adds a step that was kept before.</summary>
    public void Add(StoredStep step)
    {
        lock (Gate)
        {
            _steps.Add(step with { Sequence = _steps.Count + 1 });
            Signal();
        }
    }

    public bool AddCall(string worker, CallRecord call, DateTimeOffset now)
    {
        lock (Gate)
        {
            if (!IsHeld(worker, now) || (call.State == CallState.Reserved && _counted + call.BoundUsd > _optimization.MaxCostUsd))
            {
                return false;
            }

            Add(call);
            return true;
        }
    }

    /// <summary>Keeps a call, or what became of it.</summary>
    public void Add(CallRecord call)
    {
        lock (Gate)
        {
            if (!_places.TryGetValue((call.Key, call.Attempt), out int place))
            {
                _places[(call.Key, call.Attempt)] = _calls.Count;
                _calls.Add(call);
                _counted += Counted(call);
            }
            else if (_calls[place].State == CallState.Reserved)
            {
                _counted += Counted(call) - Counted(_calls[place]);
                _calls[place] = call;
            }
        }
    }

    public bool End(OptimizationEnd end, DateTimeOffset now)
    {
        lock (Gate)
        {
            if (_optimization.IsTerminal)
            {
                return false;
            }

            _optimization = _optimization with { State = end.State, Error = end.Error, ResultVersion = end.ResultVersion, IsUnfinished = end.IsUnfinished, EndedAt = now };
            Signal();
            return true;
        }
    }

    // What was under way may have been charged, and nobody will tell.
    protected override void LoseOpen()
    {
        for (int i = 0; i < _calls.Count; i++)
        {
            if (_calls[i].State == CallState.Reserved)
            {
                _calls[i] = _calls[i] with { State = CallState.Lost, CostUsd = _calls[i].BoundUsd };
            }
        }
    }

    static decimal Counted(CallRecord call) => call.State == CallState.Reserved ? call.BoundUsd : call.CostUsd;
}
