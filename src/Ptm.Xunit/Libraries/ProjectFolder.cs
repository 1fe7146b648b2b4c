using System.Reflection;

namespace Ptm.Xunit.Libraries;

/// <summary>The folder that prompt files are looked up from.</summary>
internal static class ProjectFolder
{
    public const string MetadataKey = "PtmProjectDirectory";
    public const string Variable = "PTM_ROOT";

    /// <summary>
    /// <c>PTM_ROOT</c> when set, else the test project's source folder, else (the tests were built on another machine) the folder of the test program.
    /// </summary>
    public static string Of(Assembly testAssembly) => Of(
        Environment.GetEnvironmentVariable(Variable),
        testAssembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == MetadataKey)?.Value);

    internal static string Of(string? root, string? projectDirectory) =>
        !string.IsNullOrWhiteSpace(root) ? Path.GetFullPath(root)
        : Directory.Exists(projectDirectory) ? Path.GetFullPath(projectDirectory)
        : AppContext.BaseDirectory;
}
