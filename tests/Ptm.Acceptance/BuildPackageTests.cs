using System.IO.Compression;
using Microsoft.Build.Framework;
using Ptm.ProjectCreation;

namespace Ptm.Acceptance;

/// <summary>Ptm.Build as a newcomer installs it.</summary>
public sealed class BuildPackageTests : IDisposable
{
    const string Greeting = """
        id: greeting
        provider_profiles: [echo]
        prompt_text: "Hello {{ name }}"
        tests:
          - description: greets
            vars: { name: Ada }
            assert: [{ type: equals, value: Hello Ada }]

        """;

    readonly PackageFeed _feed;
    readonly TempFolder _folder = new();

    public BuildPackageTests(PackageFeed feed)
    {
        _feed = feed;
        feed.Serve(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_application_builds_green_then_red_and_still_runs()
    {
        ProjectCreator project = Application("My App");
        project.File("prompts/greeting.yaml", Greeting);

        Assert.True(project.TryBuild(out BuildOutput green), green.Text);
        Assert.Contains($"Ptm {_feed.Version}: 1 of 1 case passed, score 100 (prompts/greeting.yaml)", green.Text, StringComparison.Ordinal);

        project.File("prompts/greeting.yaml", Greeting.Replace("value: Hello Ada", "value: Hello Bob", StringComparison.Ordinal));
        Assert.False(project.TryRun(out BuildOutput red, ["build", "--no-restore"], options: ["-tl:on"]));
        BuildErrorEventArgs error = Assert.Single(red.Errors);
        Assert.Equal(("PTM1001", Path.Combine("prompts", "greeting.yaml"), 5, 5), (error.Code, error.File, error.LineNumber, error.ColumnNumber));
        Assert.StartsWith("greeting \"greets\" failed with score 0: ", error.Message, StringComparison.Ordinal);

        // The terminal makes the code a link to the page in the package.
        string page = Path.Combine(_folder.Path, "packages", "ptm.build", _feed.Version, "docs", "codes", "PTM1001.md");
        Assert.Contains($"\e]8;;{new Uri(page)}\e\\PTM1001", red.Text, StringComparison.Ordinal);
        Assert.StartsWith("# PTM1001: ", File.ReadAllText(page), StringComparison.Ordinal);

        (int exitCode, string text) = DotnetProcess.Run(project.Folder, ["run", "--no-build"]);
        Assert.Equal((0, "It runs."), (exitCode, text.Trim()));
    }

    [Fact]
    public void The_evaluator_with_machine_code_runs_where_there_is_one_and_the_portable_one_elsewhere()
    {
        ProjectCreator project = Application("App");
        project.File("prompts/greeting.yaml", Greeting);

        Assert.True(project.TryBuild(out BuildOutput first), first.Text);
        string evaluators = Path.Combine(_folder.Path, "packages", "ptm.build", _feed.Version, "tools", "net10.0");
        Directory.Delete(Path.Combine(evaluators, "linux-x64"), recursive: true);
        Assert.True(project.TryBuild(out BuildOutput second, "--no-restore"), second.Text);

        string expected = OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 ? "linux-x64" : "any";
        Assert.Contains(first.Messages, message => message.Contains(Path.Combine(evaluators, expected, "ptm.dll"), StringComparison.Ordinal));
        if (expected != "any")
        {
            Assert.Contains(second.Messages, message => message.Contains(Path.Combine(evaluators, "any", "ptm.dll"), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_method_of_the_application_answers_and_its_change_is_evaluated_again()
    {
        ProjectCreator project = Application("App").Item("PackageReference", "Ptm.Core", ("Version", _feed.Version)).Save();
        project.File("prompts/triage.yaml", """
            id: triage
            provider_profiles: [triage]
            prompt_text: "{{ ticket }}"
            tests:
              - description: money goes to billing
                vars: { ticket: I was charged twice. }
                assert: [{ type: equals, value: billing }]

            """);
        project.File("Triage.cs", Triage("billing"));

        Assert.True(project.TryBuild(out BuildOutput green), green.Text);
        Assert.True(project.TryBuild(out BuildOutput unchanged, "--no-restore"), unchanged.Text);
        project.File("Triage.cs", Triage("shipping"));
        Assert.False(project.TryBuild(out BuildOutput red, "--no-restore"));

        Assert.Equal((1, 0, 1), (green.Evaluations, unchanged.Evaluations, red.Evaluations));
        Assert.Equal("PTM1001", Assert.Single(red.Errors).Code);
    }

    [Fact]
    public void A_project_that_references_a_gated_one_is_not_gated()
    {
        ProjectCreator.Create(_folder, "Library").Property("TargetFramework", "net10.0").Item("PackageReference", "Ptm.Build", ("Version", _feed.Version)).Save();
        ProjectCreator application = ProjectCreator.Create(_folder, "App").Property("TargetFramework", "net10.0").Item("ProjectReference", "../Library/Library.csproj").Save();
        application.File("prompts/greeting.yaml", Greeting);

        Assert.True(application.TryBuild(out BuildOutput output), output.Text);

        Assert.Equal(0, output.Evaluations);
    }

    [Fact]
    public void The_package_carries_the_task_and_both_evaluators_and_depends_on_nothing()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(_feed.Path, $"Ptm.Build.{_feed.Version}.nupkg"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "build/Ptm.Build.props", "build/Ptm.Build.targets", "tasks/netstandard2.0/Ptm.Build.dll",
                "tools/net10.0/any/ptm.dll", "tools/net10.0/any/ptm.runtimeconfig.json", "tools/net10.0/linux-x64/ptm.dll", "tools/net10.0/linux-x64/ptm.deps.json",
            },
            new HashSet<string>(files, StringComparer.Ordinal));
        Assert.Superset(
            new HashSet<string>(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "codes")).Select(page => $"docs/codes/{Path.GetFileName(page)}"), StringComparer.Ordinal),
            new HashSet<string>(files, StringComparer.Ordinal));
        Assert.DoesNotContain(files, file => file.StartsWith("lib/", StringComparison.Ordinal) || file.EndsWith(".pdb", StringComparison.Ordinal) || file.Contains(".Local.", StringComparison.Ordinal));
        using StreamReader manifest = new(package.GetEntry("Ptm.Build.nuspec")!.Open());
        string text = manifest.ReadToEnd();
        Assert.Contains("<developmentDependency>true</developmentDependency>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
    }

    static string Triage(string team) => $$"""
        public static class Triage
        {
            [Ptm.PtmProvider("triage")]
            public static string Team(string ticket) => ticket.Contains("charged") ? "{{team}}" : "person";
        }
        """;

    ProjectCreator Application(string name) =>
        ProjectCreator.Create(_folder, name)
            .Property("TargetFramework", "net10.0")
            .Property("OutputType", "Exe")
            .Item("PackageReference", "Ptm.Build", ("Version", _feed.Version))
            .File($"{name}.cs", "System.Console.WriteLine(\"It runs.\");\n")
            .Save();
}
