using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

public sealed class MultiTargetingTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_project_for_two_frameworks_is_evaluated_once()
    {
        ProjectCreator project = ForTwoFrameworks(GatedProject.Refund);

        Assert.True(project.TryBuild(out BuildOutput both));
        Assert.Equal(1, both.Evaluations);

        Assert.True(project.TryBuild(out BuildOutput one, "--no-restore", "-f", "netstandard2.0"));
        Assert.Equal(0, one.Evaluations);
    }

    [Fact]
    public void A_red_gate_is_red_for_one_framework_alone_too()
    {
        ProjectCreator project = ForTwoFrameworks(GatedProject.RedRefund);

        Assert.False(project.TryBuild(out BuildOutput both));
        Assert.Equal("PTM1001", Assert.Single(both.Errors).Code);
        Assert.Equal(1, both.Evaluations);
        Assert.Contains("Ptm: failed in this build already, 1 of 2 cases passed, score 50 (prompts/refund.yaml)", both.Messages);

        Assert.False(project.TryBuild(out BuildOutput one, "--no-restore", "-f", "net10.0"));
        Assert.Equal("PTM1001", Assert.Single(one.Errors).Code);

        Assert.False(project.TryBuild(out BuildOutput wrong, "--no-restore", "-m:1", "-p:PtmMinScore=500"));
        Assert.Equal("PTM3004", Assert.Single(wrong.Errors).Code);
    }

    [Fact]
    public void A_referenced_project_for_two_frameworks_is_gated_though_only_one_is_built()
    {
        ForTwoFrameworks(GatedProject.RedRefund, "Library");
        ProjectCreator application = ProjectCreator.Create(_folder, "App")
            .Property("TargetFramework", "net10.0")
            .Item("ProjectReference", "../Library/Library.csproj")
            .Save();

        Assert.False(application.TryBuild(out BuildOutput output));

        Assert.Equal(1, output.Evaluations);
        Assert.Equal("PTM1001", Assert.Single(output.Errors).Code);
    }

    [Fact]
    public void In_a_solution_a_project_for_two_frameworks_with_two_referrers_is_evaluated_once_a_build()
    {
        ProjectCreator library = ForTwoFrameworks(GatedProject.RedRefund, "Library");
        foreach ((string name, string framework) in new[] { ("One", "net10.0"), ("Two", "netstandard2.0") })
        {
            ProjectCreator.Create(_folder, name).Property("TargetFramework", framework).Property("LangVersion", "latest").Item("ProjectReference", "../Library/Library.csproj").Save();
        }

        _folder.Write("All.slnx", """<Solution><Project Path="Library/Library.csproj" /><Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /></Solution>""");
        string solution = _folder.Combine("All.slnx");

        Assert.False(library.TryRun(out BuildOutput red, ["build", solution, "-m:8"]));
        Assert.Equal(1, red.Evaluations);
        Assert.Equal("PTM1001", Assert.Single(red.Errors, error => error.Code.StartsWith("PTM", StringComparison.Ordinal)).Code);

        library.File("prompts/refund.yaml", GatedProject.Refund);
        Assert.True(library.TryRun(out BuildOutput green, ["build", solution, "--no-restore", "-graph", "-m:8"]), green.Text);
        Assert.Equal(1, green.Evaluations);

        Assert.True(library.TryRun(out BuildOutput rebuilt, ["build", solution, "--no-restore", "--no-incremental", "-m:8"]), rebuilt.Text);
        Assert.True(library.TryRun(out BuildOutput unchanged, ["build", solution, "--no-restore", "-m:8"]), unchanged.Text);
        Assert.Equal((1, 0), (rebuilt.Evaluations, unchanged.Evaluations));
    }

    ProjectCreator ForTwoFrameworks(string prompt, string name = "App") =>
        GatedProject.Create(_folder, prompt, project => project.Property("TargetFramework", "").Property("TargetFrameworks", "net10.0;netstandard2.0").Property("LangVersion", "latest"), name);
}
