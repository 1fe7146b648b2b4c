namespace Ptm.Testing;

/// <summary>The sources of this repository, that the tests were built from.</summary>
internal static class Repository
{
    // What a build or a test leaves behind is not read.
    static readonly string[] s_skipped = [".git", ".vs", ".idea", "bin", "obj", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "__mismatch__"];

    static readonly string[] s_binary = [".binlog", ".dll", ".png", ".snk", ".user"];

    public static string Root { get; } = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> TextFiles() => Below(new(Root))
        .Where(path => !s_binary.Contains(Path.GetExtension(path)))
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFiles().Select(file => file.FullName)
        .Concat(folder.EnumerateDirectories().Where(child => !s_skipped.Contains(child.Name)).SelectMany(Below));

    static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ptm.Testing.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Ptm.Testing.sln was not found above the tests.");
    }
}
