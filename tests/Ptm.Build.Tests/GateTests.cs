using Microsoft.Build.Framework;
using Ptm.ProjectCreation;
using Snapshooter.Xunit3;

namespace Ptm.Build.Tests;

public sealed class GateTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_failing_case_breaks_the_build_at_its_line_of_YAML()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.False(project.TryBuild(out BuildOutput output));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.Equal(("PTM1001", Path.Combine("prompts", "refund.yaml"), 8, 5), (error.Code, error.File, error.LineNumber, error.ColumnNumber));
        Snapshot.Match(ReadableText.Of(output, _folder));
    }

    [Fact]
    public void A_red_gate_leaves_the_outputs_in_place_and_stays_red()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.False(project.TryBuild(out _));
        Assert.True(File.Exists(Path.Combine(project.Folder, "bin", "Debug", "net10.0", "App.dll")));
        Assert.True(File.Exists(Path.Combine(project.Folder, "bin", "Debug", "net10.0", "App.deps.json")));

        Assert.False(project.TryBuild(out BuildOutput again, "--no-restore"));
        Assert.Equal("PTM1001", Assert.Single(again.Errors).Code);
    }

    [Fact]
    public void A_green_gate_says_so_in_one_line()
    {
        ProjectCreator project = GatedProject.Create(_folder);

        Assert.True(project.TryBuild(out BuildOutput output));

        Assert.Empty(output.Errors);
        Assert.Contains("Ptm: passed 100 refund \"names the item\" [echo]", output.Messages);
        Snapshot.Match(ReadableText.Of(output, _folder));
    }

    [Fact]
    public void A_limit_that_two_cases_cannot_show_to_be_kept_is_a_warning_or_an_error_as_it_was_asked()
    {
        ProjectCreator project = GatedProject.Create(_folder, configure: project => project.Property("PtmMinPassRate", "0.8").Property("PtmConfidence", "0.95").Property("PtmSamples", "3").Property("PtmMinScore", "0.8"));

        Assert.True(project.TryBuild(out BuildOutput warned));
        Assert.False(project.TryBuild(out BuildOutput failed, "--no-restore", "-p:PtmOnInconclusive=fail", "-p:PtmBaseline=nowhere.json"));
        Assert.False(project.TryBuild(out BuildOutput refused, "--no-restore", "-p:PtmOnInconclusive=perhaps"));

        Assert.Equal(["PTM1010", "PTM2007"], warned.Warnings.Select(warning => warning.Code).Order());
        Assert.Contains(warned.Messages, message => message.StartsWith(GatedProject.Summary("6 of 6 cases passed"), StringComparison.Ordinal));
        Assert.Equal(("PTM3001", Path.Combine(project.Folder, "nowhere.json")), (Assert.Single(failed.Errors).Code, Path.GetFullPath(Path.Combine(project.Folder, failed.Errors[0].File))));
        Assert.Contains("PtmOnInconclusive (parameter OnInconclusive of <PtmEval>) takes warn, fail, pass", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_is_reached_opens_the_gate_for_a_failing_case()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund, project => project.Property("PtmMinScore", "50").Property("PtmMinPassRate", "0.5"));

        Assert.True(project.TryBuild(out BuildOutput output));

        Assert.Contains(GatedProject.Summary("1 of 2 cases passed, score 50 (prompts/refund.yaml)"), output.Messages);
    }

    [Fact]
    public void A_score_below_the_limit_names_the_case_that_weighs_most()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund, project => project.Property("PtmMinScore", "80"));

        Assert.False(project.TryBuild(out BuildOutput output));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.Equal(("PTM1002", 8), (error.Code, error.LineNumber));
    }

    [Fact]
    public void A_file_that_does_not_parse_is_an_error_at_its_place()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.Refund.Replace("prompt_text: \"", "prompt_text: [", StringComparison.Ordinal));

        Assert.False(project.TryRun(out BuildOutput output, GatedProject.GateAlone));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.Equal(("PTM3002", Path.Combine("prompts", "refund.yaml")), (error.Code, error.File));
        Assert.True(error.LineNumber >= 3);
    }

    [Fact]
    public void A_project_without_prompts_builds_and_says_once_that_nothing_is_evaluated()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project.Property("TargetFramework", "").Property("TargetFrameworks", "net10.0;netstandard2.0").Property("LangVersion", "latest"));

        Assert.True(project.TryBuild(out BuildOutput output, "-m:1"));

        Assert.Single(output.Messages, message => message.StartsWith("Ptm.Build: no prompts in App.csproj: nothing is evaluated", StringComparison.Ordinal));
        Assert.Contains("Ptm.Build: no prompts in App.csproj", output.Text, StringComparison.Ordinal);
        Assert.Equal(0, output.Evaluations);
    }

    [Fact]
    public void A_gate_that_finds_no_prompt_is_an_error_where_one_was_asked_for()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null);

        Assert.False(project.TryBuild(out BuildOutput output, "-p:PtmMinScore=80"));

        Assert.Equal("PTM1009", Assert.Single(output.Errors).Code);
    }

    [Fact]
    public void A_promptfoo_config_beside_the_project_is_gated_too()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project.File("promptfooconfig.yaml", """
            prompts: ["Hello {{ name }}"]
            providers: [echo]
            tests:
              - vars: { name: Ada }
                assert:
                  - type: equals
                    value: Hello Bob

            """));

        Assert.False(project.TryBuild(out BuildOutput output));

        Assert.Equal(("PTM1001", "promptfooconfig.yaml"), (Assert.Single(output.Errors).Code, output.Errors[0].File));
    }
}
