using System.Reflection;
using Ptm.Xunit.Libraries;

namespace Ptm.Xunit.Running;

/// <summary>How many cases of all theories run at once in this process.</summary>
internal static class CaseLimiter
{
    static readonly Lock s_gate = new();
    static SemaphoreSlim? s_slots;

    /// <summary>The slots of the process. A test program is one test assembly, so the first one's set-up says how many.</summary>
    public static SemaphoreSlim For(Assembly testAssembly)
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
