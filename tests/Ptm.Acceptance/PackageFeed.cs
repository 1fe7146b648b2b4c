using System.Globalization;
using Ptm.Acceptance;
using Ptm.ProjectCreation;

[assembly: AssemblyFixture(typeof(PackageFeed))]

namespace Ptm.Acceptance;

/// <summary>The packages of this repository, packed from its sources as they are, in a folder that is a feed.</summary>
public sealed class PackageFeed : IDisposable
{
    static readonly string[] s_projects = ["Ptm.Build", "Ptm.Xunit", "Ptm.Engine", "Ptm.Core", "Ptm.Cli"];

    readonly TempFolder _folder = new();

    public PackageFeed()
    {
        foreach (string project in s_projects)
        {
            // Outputs of its own, so that nothing changes under a test that runs beside; lock files of its own, because the version is another.
            (int exitCode, string text) = DotnetProcess.Run(Repository.Root,
            [
                "pack", System.IO.Path.Combine("src", project), "-c", "Release", "-o", Path, "--artifacts-path", _folder.Combine("artifacts"), "-nodeReuse:false", "-v", "q",
                $"-p:Version={Version}", "-p:NuGetLockFilePath=obj/acceptance.lock.json", "-p:RestoreLockedMode=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false",
            ]);
            Assert.True(exitCode == 0, text);
        }
    }

    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.1.0-acceptance.{Environment.ProcessId}.{Environment.TickCount64}");

    public string Path => _folder.Combine("feed");

    public void Dispose() => _folder.Dispose();

    /// <summary>Makes the projects in <paramref name="folder"/> see the feed beside the machine's own sources. What they restore stays there.</summary>
    public void Serve(TempFolder folder)
    {
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string fallback = Directory.Exists(machine) ? $"""<fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>""" : "";
        folder.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><add key="ptm-acceptance" value="{Path}" /></packageSources>
              {fallback}
            </configuration>
            """);
    }
}
