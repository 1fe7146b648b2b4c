using System.Collections.Concurrent;

namespace Ptm.Engine.Code;

/// <summary>The process's environment, with a memory of which names were asked for: what a run says may change with them.</summary>
internal static class ReadVariables
{
    // Names can come from templates, which can make them up.
    const int Most = 4096;

    static readonly ConcurrentDictionary<string, bool> s_names = new(StringComparer.Ordinal);

    /// <summary>The names that were asked for in this process, set or not, in order.</summary>
    public static IReadOnlyList<string> Names => [.. s_names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A variable's value; null where it is not set.</summary>
    public static string? Get(string name)
    {
        if (!s_names.ContainsKey(name) && s_names.Count < Most)
        {
            s_names.TryAdd(name, true);
        }

        return Environment.GetEnvironmentVariable(name);
    }
}
