using System.Reflection;

namespace Ptm.Server.Tests.Faults;

/// <summary>What the build wrote into the test assembly about where things lie.</summary>
internal static class Places
{
    public static string Program { get; } =
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Program").Value!;
}
