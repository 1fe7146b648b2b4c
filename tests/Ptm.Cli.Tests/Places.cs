using System.Reflection;

namespace Ptm.Cli.Tests;

/// <summary>What the build wrote into the test assembly about where things lie.</summary>
internal static class Places
{
    public static string Program { get; } = Read("Program");

    /// <summary>A web application with a factory that is a provider.</summary>
    public static string WebApp { get; } = Read("WebApp");

    static string Read(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
