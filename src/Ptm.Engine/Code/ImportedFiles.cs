using System.Text.RegularExpressions;

namespace Ptm.Engine.Code;

/// <summary>
/// The files of one's own that files of code import, found in their text, for what a check says changes with them too. Packages are not among them,
/// nor what code opens when it runs. A text that only looks like an import names a file that is there, or nothing.
/// </summary>
internal static partial class ImportedFiles
{
    // A project that imports more of its own files than this is looked at so far.
    const int Most = 4096;
    const long LongestFile = 4 * 1024 * 1024;

    static readonly string[] s_scriptExtensions = ["", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".json", "/index.js", "/index.mjs", "/index.cjs", "/index.ts"];

    /// <summary>Absolute paths of what the files import, directly and through one another; the files themselves are not among them.</summary>
    public static IReadOnlyCollection<string> Of(IEnumerable<string> files)
    {
        HashSet<string> seen = [.. files];
        HashSet<string> imported = new(StringComparer.Ordinal);
        Queue<string> left = new(seen);
        while (imported.Count < Most && left.TryDequeue(out string? file))
        {
            foreach (string path in Direct(file).Where(seen.Add))
            {
                imported.Add(path);
                left.Enqueue(path);
            }
        }

        return imported;
    }

    static IEnumerable<string> Direct(string file)
    {
        if (CodeReference.OfPath(file, "/", null)?.Language is not { } language || TextOf(file) is not { } text)
        {
            return [];
        }

        string folder = Path.GetDirectoryName(file)!;
        try
        {
            return
            [
                .. (language switch
                {
                    CodeLanguage.JavaScript or CodeLanguage.TypeScript => ScriptImport().Matches(text).SelectMany(match => s_scriptExtensions.Select(extension => match.Groups["path"].Value + extension)),
                    CodeLanguage.Python => PythonImport().Matches(text).SelectMany(PythonFiles),
                    CodeLanguage.Ruby => RubyImport().Matches(text).SelectMany(match => new[] { match.Groups["path"].Value, match.Groups["path"].Value + ".rb" }),
                    _ => [],
                }).Select(path => Path.GetFullPath(Path.Combine(folder, path))).Where(File.Exists),
            ];
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }

    // "from a.b import c" may mean a/b.py, and c may be a/b/c.py; a leading dot is the file's own folder, each further one the folder above.
    static IEnumerable<string> PythonFiles(Match match)
    {
        string[] modules = match.Groups["from"] is { Success: true } from ? [from.Value] : Names(match.Groups["modules"].Value);
        foreach (string module in modules)
        {
            int dots = module.Length - module.TrimStart('.').Length;
            string path = string.Concat(Enumerable.Repeat("../", Math.Max(0, dots - 1))) + module[dots..].Replace('.', '/');
            string inside = path.Length == 0 || path.EndsWith('/') ? path : path + "/";
            yield return path + ".py";
            yield return inside + "__init__.py";
            foreach (string name in match.Groups["from"].Success ? Names(match.Groups["names"].Value) : [])
            {
                yield return $"{inside}{name}.py";
                yield return $"{inside}{name}/__init__.py";
            }
        }
    }

    // "a as b, c" is a and c.
    static string[] Names(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries)[0])];

    static string? TextOf(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: <= LongestFile } ? File.ReadAllText(file) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("""\b(?:from|import|require)\s*\(?\s*["'`](?<path>\.{1,2}/[^"'`\r\n]{1,1024})["'`]""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptImport();

    [GeneratedRegex("""^[ \t]*(?:from[ \t]+(?<from>[.\w]{1,1024})[ \t]+import[ \t]*\(?(?<names>[\w \t\r\n,]{1,4096})|import[ \t]+(?<modules>[\w., \t]{1,4096}))""", RegexOptions.CultureInvariant | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PythonImport();

    [GeneratedRegex("""\b(?:require_relative|load|require)[ \t(]+["'](?<path>[^"'\r\n]{1,1024})["']""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RubyImport();
}
