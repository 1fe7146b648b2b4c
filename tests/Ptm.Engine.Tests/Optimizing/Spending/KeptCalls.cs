using Ptm.Engine.Optimizing.Spending;

namespace Ptm.Engine.Tests.Optimizing.Spending;

/// <summary>A journal that remembers in which order it was told what.</summary>
internal sealed class KeptCalls : ICallJournal
{
    readonly List<CallRecord> _calls = [];

    public IReadOnlyList<CallRecord> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>False once the optimization is another process's.</summary>
    public bool IsOurs { get; set; } = true;

    public Task<bool> AddAsync(CallRecord call)
    {
        Keep(call);
        return Task.FromResult(IsOurs);
    }

    public Task SettleAsync(CallRecord call)
    {
        Keep(call);
        return Task.CompletedTask;
    }

    /// <summary>What a process that was killed now would leave: of each attempt, what was kept last.</summary>
    public IReadOnlyList<CallRecord> Left() => [.. Calls.GroupBy(call => (call.Key, call.Attempt)).Select(attempt => attempt.Last())];

    void Keep(CallRecord call)
    {
        lock (_calls)
        {
            _calls.Add(call);
        }
    }
}
