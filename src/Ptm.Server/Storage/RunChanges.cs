using System.Collections.Concurrent;

namespace Ptm.Server.Storage;

/// <summary>Wakes those in this process who wait for a run's change.</summary>
internal sealed class RunChanges
{
    readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>A task that ends at the run's next change.</summary>
    public Task Next(string runKey) => _waiting.GetOrAdd(runKey, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes all who wait for the run.</summary>
    public void Tell(string runKey)
    {
        if (_waiting.TryRemove(runKey, out TaskCompletionSource? waiting))
        {
            waiting.SetResult();
        }
    }
}
