using System.Reflection;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>A project with the gate, as the package brings it, built from this repository.</summary>
internal static class GatedProject
{
    public const string Refund = """
        id: refund
        provider_profiles: [echo]
        prompt_text: "Refund the {{ item }} within {14} days"
        tests:
          - description: names the item
            vars: { item: lamp }
            assert: [{ type: contains, value: lamp }]
          - description: names the window
            vars: { item: sofa }
            assert: [{ type: contains, value: "{14} days" }]

        """;

    /// <summary>The second case fails, on line 8.</summary>
    public static string RedRefund => Refund.Replace("value: \"{14} days\"", "value: \"{30} days\"", StringComparison.Ordinal);

    /// <summary>The gate's target without the rest of a build: for what does not depend on it.</summary>
    public static IReadOnlyList<string> GateAlone { get; } = ["msbuild", "-t:PtmGate", "-p:BuildingProject=true"];

    public static string Root { get; } = FindRoot();

    public static string Configuration { get; } =
        typeof(GatedProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Configuration").Value!;

    public static string Evaluator { get; } = Path.Combine(Root, "src", "Ptm.Cli", "bin", Configuration, "net10.0", "ptm.dll");

    /// <summary>The version of the evaluator, which the summary begins with.</summary>
    public static string Version { get; } =
        typeof(Server.PtmServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    static string BuildFolder => Path.Combine(Root, "src", "Ptm.Build", "build");

    /// <summary>A library for net10.0, which <paramref name="configure"/> may change.</summary>
    public static ProjectCreator Create(TempFolder folder, string? prompt = Refund, Action<ProjectCreator>? configure = null, string name = "App")
    {
        ProjectCreator project = ProjectCreator.Create(folder, name)
            .Property("TargetFramework", "net10.0")
            .Property("_PtmTaskAssembly", Path.Combine(Root, "src", "Ptm.Build", "bin", Configuration, "netstandard2.0", "Ptm.Build.dll"))
            .Property("_PtmPackageFolder", Root)
            .Property("_PtmEvaluatorPath", Evaluator)
            .Import(Path.Combine(BuildFolder, "Ptm.Build.props"));
        if (prompt is not null)
        {
            project.File("prompts/refund.yaml", prompt);
        }

        configure?.Invoke(project);
        return project.Import(Path.Combine(BuildFolder, "Ptm.Build.targets")).Save();
    }

    /// <summary>The one line that a gate says.</summary>
    public static string Summary(string figures) => $"Ptm {Version}: {figures}";

    static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ptm.Testing.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Ptm.Testing.sln was not found above the tests.");
    }
}
