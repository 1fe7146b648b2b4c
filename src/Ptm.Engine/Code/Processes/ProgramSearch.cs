namespace Ptm.Engine.Code.Processes;

/// <summary>Finds a program as a shell would: by its path, or by its name in the folders of <c>PATH</c>.</summary>
internal static class ProgramSearch
{
    static readonly string[] s_endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ".com", ""] : [""];

    /// <summary>The program's full path; null when there is none that can be run.</summary>
    public static string? Find(string program, string folder)
    {
        if (program.Length == 0)
        {
            return null;
        }

        return program.Contains('/', StringComparison.Ordinal) || program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Runnable(Path.GetFullPath(Path.Combine(folder, program)))
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(path => Runnable(Path.Combine(path, program)))
                .FirstOrDefault(found => found is not null);
    }

    static string? Runnable(string path) => s_endings.Select(ending => path + ending).FirstOrDefault(IsRunnable);

    static bool IsRunnable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
