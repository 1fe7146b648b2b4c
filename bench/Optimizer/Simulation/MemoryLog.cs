using Ptm.Engine.Optimizing;

namespace Ptm.Bench.Optimizer.Simulation;

/// <summary>A log that lasts as long as the process.</summary>
internal sealed class MemoryLog(Purse purse) : IOptimizationLog
{
    readonly Dictionary<string, OptimizationEvent> _steps = [];
    readonly List<OptimizationEvent> _events = [];

    public decimal SpentUsd => purse.SpentUsd;

    public IReadOnlyList<OptimizationEvent> Events => _events;

    public async Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
        where T : OptimizationEvent
    {
        T done = await step(cancellationToken);
        _steps.Add(name, done);
        _events.Add(done);
        return done;
    }
}
