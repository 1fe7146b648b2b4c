using Ptm.Engine.Optimizing.Spending;

namespace Ptm.Engine.Optimizing.Stores;

/// <summary>One optimization in memory, with its steps and calls. Safe for use by many threads.</summary>
internal sealed class KeptOptimization(StoredOptimization optimization, OptimizationSpec spec)
{
    readonly Lock _gate = new();
    readonly List<StoredStep> _steps = [];
    readonly List<CallRecord> _calls = [];
    readonly Dictionary<(string Key, int Attempt), int> _places = [];
    StoredOptimization _optimization = optimization;
    decimal _counted;
    string? _worker;
    DateTimeOffset _until;
    TaskCompletionSource _changed = NewSignal();

    public OptimizationSpec Spec { get; private set; } = spec;

    public StoredOptimization Optimization
    {
        get
        {
            lock (_gate)
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
            lock (_gate)
            {
                return !_optimization.IsTerminal || _steps.Exists(step => step.Name == StoredStep.Look);
            }
        }
    }

    /// <summary>The one of many whose answers a new one takes over; null for none.</summary>
    /// <param name="all">The many.</param>
    /// <param name="promptId">Their prompt.</param>
    /// <param name="owner">Their owner.</param>
    /// <param name="fingerprint">Their fingerprint.</param>
    /// <param name="isLeft">Whether one that has not ended was left by its process.</param>
    public static StoredOptimization? NewestUnfinished(IEnumerable<StoredOptimization> all, string promptId, string owner, string fingerprint, Func<StoredOptimization, bool> isLeft) => all
        .Where(one => one.PromptId == promptId && one.Ownership.Name == owner && one.Fingerprint == fingerprint && (one.IsTerminal || isLeft(one)))
        .OrderByDescending(one => one.CreatedAt)
        .ThenByDescending(one => one.Id, StringComparer.Ordinal)
        .FirstOrDefault() is { } newest && (newest.IsUnfinished || !newest.IsTerminal) ? newest : null;

    /// <summary>Puts the prompt as it is in this process in the place of the one that was read.</summary>
    public void Resume(PromptDefinition prompt) => Spec = Spec with { Prompt = prompt };

    public IReadOnlyList<StoredStep> StepsAfter(int after)
    {
        lock (_gate)
        {
            return _steps[Math.Clamp(after, 0, _steps.Count)..];
        }
    }

    public IReadOnlyList<CallRecord> Calls()
    {
        lock (_gate)
        {
            return [.. _calls];
        }
    }

    public bool Claim(string worker, DateTimeOffset now, TimeSpan lease)
    {
        lock (_gate)
        {
            if (_optimization.IsTerminal || (_worker is not null && _worker != worker && _until > now))
            {
                return false;
            }

            if (_worker != worker)
            {
                LoseOpen();
            }

            if (_optimization.State == RunState.Queued)
            {
                _optimization = _optimization with { State = RunState.Running };
                Signal();
            }

            _worker = worker;
            _until = now + lease;
            return true;
        }
    }

    public bool IsUnclaimed(DateTimeOffset now)
    {
        lock (_gate)
        {
            return !_optimization.IsTerminal && (_worker is null || _until <= now);
        }
    }

    /// <summary>Whether a worker has it.</summary>
    public bool IsHeld(string worker, DateTimeOffset now)
    {
        lock (_gate)
        {
            return !_optimization.IsTerminal && _worker == worker && _until > now;
        }
    }

    public bool AddStep(string worker, StoredStep step, DateTimeOffset now)
    {
        lock (_gate)
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
        lock (_gate)
        {
            _steps.Add(step with { Sequence = _steps.Count + 1 });
            Signal();
        }
    }

    public bool AddCall(string worker, CallRecord call, DateTimeOffset now)
    {
        lock (_gate)
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
        lock (_gate)
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

    /// <summary>What was under way may have been charged, and nobody will tell.</summary>
    public void LoseOpen()
    {
        lock (_gate)
        {
            for (int i = 0; i < _calls.Count; i++)
            {
                if (_calls[i].State == CallState.Reserved)
                {
                    _calls[i] = _calls[i] with { State = CallState.Lost, CostUsd = _calls[i].BoundUsd };
                }
            }
        }
    }

    public bool End(OptimizationEnd end, DateTimeOffset now)
    {
        lock (_gate)
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

    public async Task WaitAsync(int seen, RunState state, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_gate)
        {
            if (_steps.Count > seen || _optimization.State != state)
            {
                return;
            }

            changed = _changed.Task;
        }

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(atMost, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    static decimal Counted(CallRecord call) => call.State == CallState.Reserved ? call.BoundUsd : call.CostUsd;

    void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
