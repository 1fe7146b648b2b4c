using System.IO.Compression;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

public sealed class WhereNothingRunsTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Restore_and_clean_evaluate_nothing()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.True(project.TryRun(out BuildOutput restored, ["restore"]));
        Assert.True(project.TryRun(out BuildOutput cleaned, ["clean"]));

        Assert.Equal((0, 0), (restored.Evaluations, cleaned.Evaluations));
    }

    [Fact]
    public void A_design_time_build_evaluates_nothing()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.True(project.TryBuild(out BuildOutput output, "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:CopyBuildOutputToOutputDirectory=false"));

        Assert.Equal(0, output.Evaluations);
    }

    [Theory]
    [InlineData("IsTestProject")]
    [InlineData("IsTestingPlatformApplication")]
    [InlineData("UseMicrosoftTestingPlatformRunner")]
    public void A_test_project_is_gated_only_where_it_asks_for_it(string property)
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund, project => project.Property(property, "true"));

        Assert.True(project.TryBuild(out BuildOutput silent));
        Assert.Equal(0, silent.Evaluations);

        Assert.False(project.TryBuild(out BuildOutput asked, "--no-restore", "-p:PtmEvalEnabled=true"));
        Assert.Equal("PTM1001", Assert.Single(asked.Errors).Code);
    }

    [Fact]
    public void What_packs_or_publishes_is_gated_by_its_build_and_without_a_build_nothing_runs()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.False(project.TryRun(out BuildOutput packed, ["pack"]));
        Assert.False(project.TryRun(out BuildOutput published, ["publish", "--no-restore"]));
        Assert.All(new[] { packed, published }, output => Assert.Equal(("PTM1001", 1), (Assert.Single(output.Errors).Code, output.Evaluations)));

        foreach (string[] command in new string[][] { ["pack", "--no-build"], ["publish", "--no-build"], ["build", "--no-restore", "-getProperty:TargetPath"] })
        {
            Assert.True(project.TryRun(out BuildOutput output, command), output.Text);
            Assert.Equal(0, output.Evaluations);
        }

        project.File("prompts/refund.yaml", GatedProject.Refund);
        Assert.True(project.TryRun(out BuildOutput green, ["pack", "--no-restore"]), green.Text);
        using ZipArchive package = ZipFile.OpenRead(Assert.Single(Directory.EnumerateFiles(project.Folder, "*.nupkg", SearchOption.AllDirectories)));
        Assert.Contains(package.Entries, entry => entry.FullName == "lib/net10.0/App.dll");
        Assert.DoesNotContain(package.Entries, entry => entry.FullName.Contains("refund", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disabled_gate_is_open()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.True(project.TryBuild(out BuildOutput output, "-p:PtmEvalEnabled=false"));

        Assert.Equal(0, output.Evaluations);
    }
}
