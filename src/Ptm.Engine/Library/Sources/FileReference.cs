namespace Ptm.Engine.Library.Sources;

/// <summary>A file, or a pattern of files, as a config names it: <c>file://…</c> or a plain path, relative to a folder, with slashes of both kinds.</summary>
/// <param name="Written">As it stands in the config.</param>
/// <param name="Pattern">Absolute path or pattern, with forward slashes.</param>
internal sealed record FileReference(string Written, string Pattern)
{
    public const string Scheme = "file://";

    /// <summary>Whether a text says by itself that it means a file.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    public static FileReference Parse(string written, string folder)
    {
        string path = PathOf(written).Replace('\\', '/');

        // file:///C:/x has the drive behind a slash of its own.
        if (path is ['/', var drive, ':', ..] && char.IsAsciiLetter(drive))
        {
            path = path[1..];
        }

        return new(written, Absolute(Path.IsPathRooted(path) ? path : $"{folder}/{path}"));
    }

    /// <summary>The extension in lower case, with its dot; empty for none.</summary>
    public string Extension => ExtensionOf(Pattern);

    /// <summary>The extension of a path in lower case, with its dot; empty for none.</summary>
    public static string ExtensionOf(string path) => string.Concat(Path.GetExtension(path).Select(char.ToLowerInvariant));

    /// <summary>Whether it stands for whatever matches. A file that has that very name is meant itself.</summary>
    public bool IsGlob => Pattern.AsSpan().ContainsAny(FileGlob.Magic) && !File.Exists(Pattern);

    /// <summary>Whether no path is written.</summary>
    public bool IsEmpty => PathOf(Written).Trim().Length == 0;

    /// <summary>What is written for all files in the folder that this names.</summary>
    public string AllInside => $"{(Is(Written) ? Scheme : "")}{PathOf(Written).TrimEnd('/')}/*";

    /// <summary>The files meant, in ordinal order; none where there is none.</summary>
    /// <exception cref="PtmException">PTM3008: the pattern reaches too many files.</exception>
    public IReadOnlyList<string> Find() =>
        !IsGlob ? File.Exists(Pattern) ? [Native(Pattern)] : []
        : [.. FileGlob.Find(Pattern).Select(Native)];

    /// <summary>The path as the system writes it.</summary>
    public string NativePattern => Native(Pattern);

    static string PathOf(string written) => Is(written) ? written[Scheme.Length..] : written;

    static string Native(string path) => Path.DirectorySeparatorChar == '/' ? path : path.Replace('/', Path.DirectorySeparatorChar);

    // Path.GetFullPath would do, but Windows refuses the signs of a pattern in it.
    static string Absolute(string path)
    {
        List<string> kept = [];
        foreach (string part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && kept.Count > 1)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (part is not ("." or "..") && (part.Length > 0 || kept.Count == 0))
            {
                kept.Add(part);
            }
        }

        return kept is [""] ? "/" : string.Join('/', kept);
    }
}
