using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Reflection.Emit;
using System.Text;
using Ptm.ProjectCreation;

namespace Ptm.Acceptance;

/// <summary>The gate in a build node that lives on from build to build, as it does on a developer's machine.</summary>
public sealed class LiveNodeTests : IDisposable
{
    const string Greeting = """
        id: greeting
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"
        tests: [{ vars: { name: Ada }, assert: [{ type: equals, value: Hello Ada }] }]

        """;

    // What another task of the build may do: bring a YamlDotNet and a System.Text.Json of its own. And a look at what the gate leaves in the host.
    const string Neighbour = """
        <UsingTask TaskName="Neighbour" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
          <ParameterGroup><Load /></ParameterGroup>
          <Task>
            <Code Type="Fragment" Language="cs"><![CDATA[
              System.Type context = System.Type.GetType("System.Runtime.Loader.AssemblyLoadContext, System.Runtime.Loader");
              object host = context.GetProperty("Default").GetValue(null);
              object own = System.Activator.CreateInstance(context, "another task", true);
              System.Reflection.MethodInfo load = context.GetMethod("LoadFromAssemblyPath");
              if (Load != null)
              {
                  load.Invoke(host, new object[] { System.IO.Path.Combine(Load, "YamlDotNet.dll") });
                  load.Invoke(own, new object[] { System.IO.Path.Combine(Load, "System.Text.Json.dll") });
              }
              foreach (System.Reflection.Assembly assembly in (System.Collections.IEnumerable)context.GetProperty("Assemblies").GetValue(host))
              {
                  Log.LogMessage("in the host: " + assembly.GetName().Name + " " + assembly.GetName().Version);
              }
            ]]></Code>
          </Task>
        </UsingTask>
        """;

    readonly PackageFeed _feed;
    readonly TempFolder _folder = new();
    readonly string _salt = Guid.NewGuid().ToString("N");

    public LiveNodeTests(PackageFeed feed)
    {
        _feed = feed;
        feed.Serve(_folder);
    }

    public void Dispose()
    {
        foreach (int node in OperatingSystem.IsLinux() ? Nodes() : [])
        {
            using Process process = Process.GetProcessById(node);
            process.Kill();
        }

        _folder.Dispose();
    }

    [Fact]
    public void A_package_upgrade_in_a_live_node_works_and_nothing_of_ours_is_in_the_host_or_keeps_a_file_of_the_users()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at processes in /proc.");
        string next = PackNext();
        Emit("YamlDotNet", new(0, 0, 1, 0));
        Emit("System.Text.Json", new(1, 0, 0, 0));
        ProjectCreator project = Project(_feed.Version);
        project.File("prompts/greeting.yaml", Greeting);

        BuildOutput first = Gate(project);
        int node = Assert.Single(Nodes());
        project = Project(next);
        BuildOutput second = Gate(project);

        Assert.Equal([node], Nodes());
        AssertRan(first, _feed.Version);
        AssertRan(second, next);
        foreach (BuildOutput output in new[] { first, second })
        {
            string[] host = [.. output.Messages.Where(message => message.StartsWith("in the host: ", StringComparison.Ordinal)).Select(message => message["in the host: ".Length..])];
            Assert.Contains("YamlDotNet 0.0.1.0", host);
            Assert.DoesNotContain(host, name => name.StartsWith("Ptm", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Jint", StringComparison.Ordinal));
        }

        // A project's folder can be deleted, and everything in it written, while the node waits for its next build.
        string[] held =
        [
            .. Directory.EnumerateFiles($"/proc/{node}/fd").Select(descriptor => File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName ?? ""),
            .. File.ReadAllLines($"/proc/{node}/maps"),
        ];
        Assert.Contains(held, path => path.Contains("Ptm.Build.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(held, path => path.Contains(project.Folder, StringComparison.Ordinal));
    }

    void AssertRan(BuildOutput output, string version)
    {
        Assert.Contains($"Ptm {version}: 1 of 1 case passed, score 100 (prompts/greeting.yaml)", output.Messages);
        Assert.Contains(output.Messages, message => message.Contains($" exec {Path.Combine(_folder.Path, "packages", "ptm.build", version)}", StringComparison.Ordinal));
    }

    ProjectCreator Project(string version) => ProjectCreator.Create(_folder, "App")
        .Property("TargetFramework", "net10.0")
        .Item("PackageReference", "Ptm.Build", ("Version", version))
        .Element(Neighbour)
        .Element($"""<Target Name="Before" BeforeTargets="PtmEvaluatePrompts"><Neighbour Load="{_folder.Combine("neighbour")}" /></Target>""")
        .Element("""<Target Name="After" AfterTargets="PtmEvaluatePrompts"><Neighbour /></Target>""")
        .Save();

    BuildOutput Gate(ProjectCreator project)
    {
        Assert.True(project.TryRun(out BuildOutput restored, ["restore"]), restored.Text);
        Dictionary<string, string> environment = new()
        {
            ["MSBUILDDISABLENODEREUSE"] = "0",
            ["MSBUILDNOINPROCNODE"] = "1",
            ["MSBUILDNODEHANDSHAKESALT"] = _salt,
        };
        Assert.True(project.TryRun(out BuildOutput output, ["msbuild", "-t:PtmGate", "-p:BuildingProject=true"], environment, ["-nodeReuse:true", "-m:1"]), output.Text);
        return output;
    }

    /// <summary>The package once more, under a version that differs in one digit everywhere it is written.</summary>
    string PackNext()
    {
        string next = _feed.Version.Replace("0.1.0-", "0.1.1-", StringComparison.Ordinal);
        string made = _folder.Combine($"Ptm.Build.{next}.nupkg");
        Repack(Path.Combine(_feed.Path, $"Ptm.Build.{_feed.Version}.nupkg"), made, next);

        // Whole when it gets there: the projects of tests beside this one restore from the same folder.
        File.Move(made, Path.Combine(_feed.Path, Path.GetFileName(made)));
        return next;
    }

    void Repack(string original, string made, string next)
    {
        using ZipArchive package = ZipFile.OpenRead(original);
        using ZipArchive copy = ZipFile.Open(made, ZipArchiveMode.Create);
        foreach (ZipArchiveEntry entry in package.Entries)
        {
            using MemoryStream content = new();
            using (Stream from = entry.Open())
            {
                from.CopyTo(content);
            }

            byte[] bytes = content.ToArray();
            if (Path.GetFileName(entry.FullName) is "ptm.dll" or "Ptm.Build.nuspec")
            {
                Replace(bytes, Encoding.UTF8.GetBytes(_feed.Version), Encoding.UTF8.GetBytes(next));
            }

            using Stream to = copy.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
            to.Write(bytes);
        }
    }

    static void Replace(Span<byte> bytes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        for (int at = bytes.IndexOf(before); at >= 0; at = bytes.IndexOf(before))
        {
            after.CopyTo(bytes[at..]);
        }
    }

    void Emit(string name, Version version)
    {
        Directory.CreateDirectory(_folder.Combine("neighbour"));
        PersistedAssemblyBuilder assembly = new(new(name) { Version = version }, typeof(object).Assembly);
        assembly.DefineDynamicModule(name);
        assembly.Save(Path.Combine(_folder.Combine("neighbour"), $"{name}.dll"));
    }

    /// <summary>The build nodes that this test started and that are still there.</summary>
    List<int> Nodes()
    {
        List<int> nodes = [];
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "environ")).Contains(_salt, StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(process, "cmdline")).Contains("nodemode", StringComparison.Ordinal))
                {
                    nodes.Add(int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A process of somebody else, or one that has just ended.
            }
        }

        return nodes;
    }
}
