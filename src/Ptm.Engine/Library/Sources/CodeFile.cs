namespace Ptm.Engine.Library.Sources;

/// <summary>Tells files of code, which are run, from files of data, which are read.</summary>
internal static class CodeFile
{
    static readonly HashSet<string> s_extensions = new(StringComparer.Ordinal) { ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".py", ".rb", ".go" };

    /// <summary>Whether a path or reference names a file of code, with or without a function behind a colon.</summary>
    public static bool Is(string reference)
    {
        int colon = reference.LastIndexOf(':');
        return s_extensions.Contains(Path.GetExtension(reference))
            || (colon > 1 && reference.AsSpan(colon).IndexOfAny('/', '\\') < 0 && s_extensions.Contains(Path.GetExtension(reference[..colon])));
    }
}
