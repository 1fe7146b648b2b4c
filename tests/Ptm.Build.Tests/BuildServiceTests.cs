using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>What a build service finds in the output of a gated build.</summary>
public sealed class BuildServiceTests : IDisposable
{
    readonly TempFolder _folder = new();

    Dictionary<string, string> GitHub => new()
    {
        ["GITHUB_ACTIONS"] = "true",
        ["GITHUB_WORKSPACE"] = _folder.Path,
        ["GITHUB_STEP_SUMMARY"] = _folder.Combine("summary.md"),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GitHub_annotates_the_line_of_YAML_and_shows_the_run_and_its_reports_are_there()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund, project => project.Property("PtmReport", "out/prompts.sarif;out/prompts.xml;out/prompts.md"));

        Assert.False(project.TryRun(out BuildOutput output, GatedProject.GateAlone, GitHub));

        Assert.Contains("::error file=App/prompts/refund.yaml,line=8,col=5,title=PTM1001::", Assert.Single(output.Text.Split('\n'), line => line.TrimStart().StartsWith("::", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("### ❌ 1 of 2 cases passed", File.ReadAllText(_folder.Combine("summary.md")), StringComparison.Ordinal);
        Assert.Contains("\"uri\": \"App/prompts/refund.yaml\"", File.ReadAllText(Path.Combine(project.Folder, "out", "prompts.sarif")), StringComparison.Ordinal);
        Assert.Contains("<testsuite name=\"refund\" tests=\"2\" failures=\"1\"", File.ReadAllText(Path.Combine(project.Folder, "out", "prompts.xml")), StringComparison.Ordinal);
        Assert.Contains("prompts/refund.yaml:8", File.ReadAllText(Path.Combine(project.Folder, "out", "prompts.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_on_the_page_once_and_a_build_that_evaluates_nothing_adds_nothing()
    {
        ProjectCreator project = GatedProject.Create(_folder);

        Assert.True(project.TryRun(out BuildOutput first, GatedProject.GateAlone, GitHub));
        Assert.True(project.TryRun(out BuildOutput second, GatedProject.GateAlone, GitHub));

        Assert.Equal((1, 0), (first.Evaluations, second.Evaluations));
        Assert.Equal(1, File.ReadAllText(_folder.Combine("summary.md")).Split("### ✅").Length - 1);
    }

    [Fact]
    public void Azure_logs_the_issue_unless_it_is_switched_off_and_a_word_that_is_none_is_refused()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);
        Dictionary<string, string> azure = new() { ["TF_BUILD"] = "True", ["BUILD_SOURCESDIRECTORY"] = _folder.Path, ["AGENT_TEMPDIRECTORY"] = _folder.Path };

        Assert.False(project.TryRun(out BuildOutput logged, GatedProject.GateAlone, azure));
        Assert.False(project.TryRun(out BuildOutput off, [.. GatedProject.GateAlone, "-p:PtmAnnotations=off", "-p:PtmStepSummary=off"], azure));
        Assert.False(project.TryRun(out BuildOutput refused, [.. GatedProject.GateAlone, "-p:PtmAnnotations=gitlab"], azure));

        Assert.Contains("##vso[task.logissue type=error;sourcepath=App/prompts/refund.yaml;linenumber=8;columnnumber=5;code=PTM1001;]", logged.Text, StringComparison.Ordinal);
        Assert.Contains("##vso[task.uploadsummary]" + _folder.Path, logged.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("##vso[", off.Text, StringComparison.Ordinal);
        Assert.Contains("PtmAnnotations (parameter Annotations of <PtmEval>) takes auto, github, azure, off, and 'gitlab' was given.", refused.Text, StringComparison.Ordinal);
    }
}
