namespace Ptm.Engine.Reporting.Sarif;

/// <summary>The root of a checkout, which code scanning and annotations count paths from.</summary>
internal static class SourceRoot
{
    // GitHub, Azure DevOps, GitLab.
    static readonly string[] s_variables = ["GITHUB_WORKSPACE", "BUILD_SOURCESDIRECTORY", "CI_PROJECT_DIR"];

    /// <summary>The root above a folder: what the build service says, else where <c>.git</c> lies; the folder itself where there is neither.</summary>
    public static string Above(string folder) => Above(folder, Environment.GetEnvironmentVariable);

    internal static string Above(string folder, Func<string, string?> variable)
    {
        string start = Path.GetFullPath(folder);
        foreach (string name in s_variables)
        {
            if (variable(name) is { Length: > 0 } root && Path.IsPathFullyQualified(root) && ArtifactUri.PathBelow(Path.GetFullPath(root), start) is not null)
            {
                return Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
            }
        }

        // In a worktree it is a file.
        for (string? above = start; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Exists(Path.Combine(above, ".git")))
            {
                return above;
            }
        }

        return start;
    }
}
