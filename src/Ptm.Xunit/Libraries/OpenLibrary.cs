using System.Collections.Concurrent;
using System.Reflection;
using Ptm.Engine;

namespace Ptm.Xunit.Libraries;

/// <summary>A library that was read: one for each path in a process, until one of its files changes.</summary>
internal sealed class OpenLibrary
{
    static readonly Dictionary<string, OpenLibrary> s_open = new(StringComparer.Ordinal);
    static readonly Lock s_gate = new();

    readonly FileStamps _stamps;
    readonly ConcurrentDictionary<Assembly, Lazy<PtmEngine>> _engines = new();

    OpenLibrary(PtmEngine prompts)
    {
        Prompts = prompts;
        _stamps = FileStamps.Of(prompts.Files);
    }

    /// <summary>The prompts, for plans: an engine that knows no code of the test project, so that tests are listed without running any.</summary>
    public PtmEngine Prompts { get; }

    /// <summary>The library at a path, read again when a file has changed.</summary>
    /// <exception cref="PtmException">Nothing is there, or a file is wrong.</exception>
    public static OpenLibrary At(string path)
    {
        lock (s_gate)
        {
            if (s_open.TryGetValue(path, out OpenLibrary? open) && open._stamps.StillHold())
            {
                return open;
            }

            // The one that is out of date may still have cases in flight; it goes with the process.
            return s_open[path] = new(PtmEngine.Open(path));
        }
    }

    /// <summary>The engine that runs the cases of a test assembly.</summary>
    /// <exception cref="PtmException">The assembly's set-up or one of its providers is wrong.</exception>
    public PtmEngine For(Assembly testAssembly) =>
        _engines.GetOrAdd(testAssembly, assembly => new(() => Prompts.With(EngineSetup.Of(assembly)))).Value;
}
