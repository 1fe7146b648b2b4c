using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;

namespace Ptm.Engine.Optimizing.Journaling;

/// <summary>The steps of an optimization over its store: each is done once, whatever happens to the process.</summary>
internal sealed class OptimizationLog : IOptimizationLog
{
    readonly HeldOptimization _held;
    readonly CallLedger _ledger;
    readonly JsonTypeInfo<OptimizationEvent> _events;
    readonly ConcurrentDictionary<string, OptimizationEvent> _done = new(StringComparer.Ordinal);

    /// <param name="held">The optimization.</param>
    /// <param name="steps">The steps that had ended before.</param>
    /// <param name="ledger">Its money.</param>
    /// <param name="carried">What was taken over from earlier optimizations; null for nothing.</param>
    /// <param name="events">How events are written.</param>
    /// <exception cref="JsonException">A step cannot be read.</exception>
    public OptimizationLog(HeldOptimization held, IEnumerable<StoredStep> steps, CallLedger ledger, CarriedAnswers? carried, JsonTypeInfo<OptimizationEvent> events)
    {
        (_held, _ledger, Carried, _events) = (held, ledger, carried, events);
        foreach (StoredStep step in steps)
        {
            _done[step.Name] = Read(step.Content, events);
        }
    }

    public decimal SpentUsd => _ledger.SpentUsd;

    public CarriedAnswers? Carried { get; }

    public decimal UnusedUsd => _ledger.UnusedUsd;

    /// <exception cref="JsonException">It cannot be read.</exception>
    public static OptimizationEvent Read(ReadOnlyMemory<byte> content, JsonTypeInfo<OptimizationEvent> events) =>
        JsonSerializer.Deserialize(content.Span, events) ?? throw new JsonException("A step came to nothing.");

    public async Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
        where T : OptimizationEvent
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_done.TryGetValue(name, out OptimizationEvent? done))
        {
            return done as T ?? throw new JsonException($"The step '{name}' came to {done.GetType().Name} before.");
        }

        T result = await step(cancellationToken).ConfigureAwait(false);
        if (!await _held.AddAsync(new(0, name, JsonSerializer.SerializeToUtf8Bytes(result, _events)), cancellationToken).ConfigureAwait(false))
        {
            throw new OperationCanceledException($"The optimization has ended, or is another process's, so the step '{name}' is not its.");
        }

        _done[name] = result;
        return result;
    }
}
