using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library;

/// <summary>The prompt files of one project: what the <c>prompts</c> of the nearest <c>ptm.yaml</c> at or above its folder match within it. What lies under another project is that project's.</summary>
internal sealed class ProjectPrompts
{
    static readonly StringComparison s_comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    ProjectPrompts(IReadOnlyList<string> files, IReadOnlyList<string> inputs)
    {
        Files = files;
        Inputs = inputs;
    }

    /// <summary>Absolute paths, in ordinal order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What the list rests on: files, which may not exist, and simple patterns such as <c>/prompts/*.yaml</c> or <c>/prompts/**/*.yaml</c>.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <exception cref="PtmException">The <c>ptm.yaml</c> is wrong.</exception>
    public static ProjectPrompts Find(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        List<string> inputs = [];
        for (string? ancestor = folder; ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            string path = Path.Combine(ancestor, PromptLibrary.ConfigurationName);
            inputs.Add(path);
            if (File.Exists(path))
            {
                LibraryConfiguration configuration = ConfigurationReader.Read(path);
                Dictionary<string, bool> owned = new(StringComparer.Ordinal);
                inputs.AddRange(configuration.Prompts.Select(pattern => Watched(ancestor, pattern, folder)).OfType<string>());
                return new([.. PromptLibrary.Matches(configuration).Where(file => IsIn(file, folder) && IsOwn(Path.GetDirectoryName(file)!, folder, owned))], inputs);
            }
        }

        return new([], inputs);
    }

    /// <summary>The paths of <paramref name="files"/> that are not among <paramref name="others"/>.</summary>
    public static IEnumerable<string> Except(IEnumerable<string> files, IEnumerable<string> others) => files.Except(others, StringComparer.FromComparison(s_comparison));

    static bool IsOwn(string folder, string project, Dictionary<string, bool> owned)
    {
        if (folder.Length <= project.Length)
        {
            return true;
        }

        if (!owned.TryGetValue(folder, out bool isOwn))
        {
            isOwn = !Directory.EnumerateFiles(folder, "*.*proj").Any() && IsOwn(Path.GetDirectoryName(folder)!, project, owned);
            owned[folder] = isOwn;
        }

        return isOwn;
    }

    static string? Watched(string root, string pattern, string folder)
    {
        string[] parts = (pattern.EndsWith('/') ? pattern + "**" : pattern).Split('/', '\\').Where(part => part.Length > 0).ToArray();
        if (parts.Length == 0)
        {
            return null;
        }

        int whole = Math.Min(parts.TakeWhile(part => !part.Contains('*', StringComparison.Ordinal)).Count(), parts.Length - 1);
        string start = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine([root, .. parts[..whole]])));
        bool isDeep = parts.Length - whole > 1 || parts[^1] == "**";
        if (!IsIn(start, folder))
        {
            // What begins above the project may reach into it.
            if (!isDeep || !IsIn(folder, start))
            {
                return null;
            }

            start = folder;
        }

        if (!isDeep && !parts[^1].Contains('*', StringComparison.Ordinal))
        {
            return Path.Combine(start, parts[^1]);
        }

        string extension = Path.GetExtension(parts[^1]);
        string name = "*" + (extension.Contains('*', StringComparison.Ordinal) ? "" : extension);
        return isDeep ? Path.Combine(start, "**", name) : Path.Combine(start, name);
    }

    static bool IsIn(string path, string folder) =>
        path.Equals(folder, s_comparison) || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, s_comparison);
}
