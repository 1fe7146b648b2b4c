using System.Collections.Concurrent;
using System.Reflection;
using Ptm.Xunit.Libraries;

namespace Ptm.Xunit.Running;

/// <summary>How many cases of all theories run at once in this process.</summary>
internal static class CaseLimiter
{
    static readonly Lock s_gate = new();
    static readonly ConcurrentDictionary<(string File, int Most), SemaphoreSlim> s_ofConfigs = new();
    static SemaphoreSlim? s_slots;

    /// <summary>Waits until a case may run.</summary>
    /// <param name="slot">Takes its places.</param>
    /// <param name="testAssembly">The test assembly, whose set-up says how many cases run at once.</param>
    /// <param name="atOnce">How many cases of a config may run at once, in whatever theories; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task EnterAsync(CaseSlot slot, Assembly testAssembly, (string File, int Most)? atOnce, CancellationToken cancellationToken)
    {
        if (atOnce is { } config)
        {
            await slot.EnterAsync(s_ofConfigs.GetOrAdd(config, static config => new(Math.Max(1, config.Most))), cancellationToken).ConfigureAwait(false);
        }

        await slot.EnterAsync(OfProcess(testAssembly), cancellationToken).ConfigureAwait(false);
    }

    // A test program is one test assembly, so the first one's set-up says how many.
    static SemaphoreSlim OfProcess(Assembly testAssembly)
    {
        lock (s_gate)
        {
            return s_slots ??= new(Math.Max(1, MaxConcurrency(testAssembly)));
        }
    }

    static int MaxConcurrency(Assembly testAssembly)
    {
        try
        {
            return EngineSetup.Of(testAssembly).MaxConcurrency;
        }
        catch (PtmException)
        {
            // Every case reports the set-up's error by itself.
            return 1;
        }
    }
}
