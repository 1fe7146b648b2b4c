namespace Ptm.Engine.Reporting.Sarif;

/// <summary>Files as URIs: relative to a root where they lie in it.</summary>
/// <param name="root">Absolute path of the root; null for none.</param>
internal sealed class ArtifactUri(string? root)
{
    /// <summary>The root with a slash at its end; null for none.</summary>
    public string? Root { get; } = root is null ? null : Absolute(Path.GetFullPath(root)).TrimEnd('/') + "/";

    /// <summary>The URI of a file, and whether it counts from the root.</summary>
    public (string Uri, bool IsRelative) Of(string file) =>
        root is not null && PathBelow(root, file) is { } below ? (Escaped(below), true) : (Absolute(file), false);

    /// <summary>A path from a folder on, with forward slashes; null where it does not lie in the folder.</summary>
    public static string? PathBelow(string folder, string path)
    {
        // A run file can name what is no path.
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        string relative = Path.GetRelativePath(folder, path);
        return relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathFullyQualified(relative) ? Slashed(relative) : null;
    }

    // What a run file of another machine calls absolute may be none here.
    static string Absolute(string file)
    {
        string path = Slashed(file);
        return path.Length > 1 && path[1] == ':' ? $"file:///{path[..2]}{Escaped(path[2..])}" : path.StartsWith('/') ? $"file://{Escaped(path)}" : Escaped(path);
    }

    static string Slashed(string path) => path.Replace('\\', '/');

    static string Escaped(string path) => string.Join('/', path.Split('/').Select(part => Uri.EscapeDataString(Excerpt.Of(part, int.MaxValue))));
}
