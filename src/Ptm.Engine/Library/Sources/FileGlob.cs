using System.Buffers;
using System.Collections.Concurrent;

namespace Ptm.Engine.Library.Sources;

/// <summary>Finds files by a pattern: <c>*</c>, <c>**</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a]</c>, <c>{a,b}</c>. A name that begins with a dot has to be named with it, as in a shell.</summary>
internal static class FileGlob
{
    const int MaxVisited = 1_000_000;
    const int MaxFiles = 100_000;

    static readonly EnumerationOptions s_options = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, MatchType = MatchType.Simple, MatchCasing = MatchCasing.CaseSensitive };

    static readonly ConcurrentDictionary<string, bool> s_searched = new(StringComparer.Ordinal);

    public static SearchValues<char> Magic { get; } = SearchValues.Create("*?[{");

    /// <summary>
    /// Simple patterns that take in all that was looked for in this process, with the system's separators: <c>folder/*.txt</c>, or <c>folder/**/*.txt</c>
    /// for the folders below too. What they match changes when something else would be found.
    /// </summary>
    public static IReadOnlyList<string> Searched => [.. s_searched.Keys.Select(pattern => pattern.Replace('/', Path.DirectorySeparatorChar)).Order(StringComparer.Ordinal)];

    /// <summary>The files that <paramref name="pattern"/>, an absolute one with forward slashes, matches, each once, in ordinal order.</summary>
    /// <exception cref="PtmException">PTM3008: it reaches too many files.</exception>
    public static IReadOnlyList<string> Find(string pattern)
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        int visited = 0;
        foreach (string one in BraceList.Expand(pattern))
        {
            string[] parts = one.Split('/', StringSplitOptions.RemoveEmptyEntries);
            int whole = Math.Min(parts.TakeWhile(part => !part.AsSpan().ContainsAny(Magic)).Count(), parts.Length - 1);
            string root = (one.StartsWith('/') ? "/" : "") + string.Join('/', parts[..whole]);
            s_searched[Join(root, (parts.Length - whole > 1 ? "**/*" : "*") + PlainExtension(parts[^1]))] = true;
            Walk(root, parts.AsSpan(whole), pattern, found, ref visited);
        }

        return [.. found];
    }

    static void Walk(string folder, ReadOnlySpan<string> parts, string pattern, SortedSet<string> found, ref int visited)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (parts[0] == "**")
        {
            ReadOnlySpan<string> rest = parts.Length == 1 ? ["*"] : parts[1..];
            Walk(folder, rest, pattern, found, ref visited);
            foreach (FileSystemInfo entry in Entries(folder, pattern, ref visited))
            {
                // A link may lead back up; what it leads to is walked only where it is named.
                if (entry is DirectoryInfo { LinkTarget: null } && !entry.Name.StartsWith('.'))
                {
                    Walk(Join(folder, entry.Name), parts, pattern, found, ref visited);
                }
            }

            return;
        }

        foreach (FileSystemInfo entry in Entries(folder, pattern, ref visited))
        {
            if (!NamePattern.IsMatch(entry.Name, parts[0]))
            {
                continue;
            }

            if (parts.Length > 1)
            {
                Walk(Join(folder, entry.Name), parts[1..], pattern, found, ref visited);
            }
            else if (entry is FileInfo && found.Add(Join(folder, entry.Name)) && found.Count > MaxFiles)
            {
                throw TooMany($"The pattern matches more than {MaxFiles} files", pattern);
            }
        }
    }

    static FileSystemInfo[] Entries(string folder, string pattern, ref int visited)
    {
        FileSystemInfo[] entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_options)];
        visited += entries.Length + 1;
        return visited > MaxVisited ? throw TooMany($"The pattern walks through more than {MaxVisited} files", pattern) : entries;
    }

    static string PlainExtension(string name)
    {
        string extension = Path.GetExtension(name);
        return extension.AsSpan().ContainsAny(Magic) ? "" : extension;
    }

    static string Join(string folder, string name) => folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    static PtmException TooMany(string what, string pattern) =>
        new(new Diagnostic(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"{what}: {pattern}. Begin it with the folder that is meant."));
}
