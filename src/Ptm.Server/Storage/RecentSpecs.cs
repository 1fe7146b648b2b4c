using System.Diagnostics.CodeAnalysis;

namespace Ptm.Server.Storage;

/// <summary>What runs evaluate, parsed once for as long as the runs are the ones that are worked on.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
internal sealed class RecentSpecs
{
    const int MostSpecs = 16;
    const int MostCases = 200_000;

    readonly SemaphoreSlim _reading = new(1);
    readonly Lock _gate = new();
    readonly LinkedList<(string RunKey, RunSpec Spec)> _specs = new();

    /// <summary>The spec of a run, read by <paramref name="read"/> when it is not among the recent ones.</summary>
    public async Task<RunSpec?> GetAsync(string runKey, Func<Task<RunSpec?>> read, CancellationToken cancellationToken)
    {
        if (Find(runKey) is { } recent)
        {
            return recent;
        }

        // Many workers ask for the same one at the same time: one of them parses it.
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RunSpec? spec = Find(runKey) ?? await read().ConfigureAwait(false);
            Keep(runKey, spec);
            return spec;
        }
        finally
        {
            _reading.Release();
        }
    }

    RunSpec? Find(string runKey)
    {
        lock (_gate)
        {
            for (LinkedListNode<(string RunKey, RunSpec Spec)>? node = _specs.First; node is not null; node = node.Next)
            {
                if (node.Value.RunKey == runKey)
                {
                    _specs.Remove(node);
                    _specs.AddFirst(node);
                    return node.Value.Spec;
                }
            }

            return null;
        }
    }

    void Keep(string runKey, RunSpec? spec)
    {
        if (spec is null || Find(runKey) is not null)
        {
            return;
        }

        lock (_gate)
        {
            _specs.AddFirst((runKey, spec));
            while (_specs.Count > 1 && (_specs.Count > MostSpecs || _specs.Sum(recent => Weight(recent.Spec)) > MostCases))
            {
                _specs.RemoveLast();
            }
        }
    }

    static long Weight(RunSpec spec) => spec.Prompts.Sum(prompt => (long)prompt.Tests.Count);
}
