using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

public sealed class OwnTargetTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_target_of_the_user_gets_the_figures_and_the_report()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund, project => project.Element("""
            <Target Name="Scores">
              <PtmEval Prompts="@(PtmPrompt)" MinScore="40" ReportPath="scores/run.json;scores/run.html" EvaluatorPath="$(_PtmEvaluatorPath)">
                <Output TaskParameter="Score" PropertyName="ItsScore" />
                <Output TaskParameter="PassRate" PropertyName="ItsPassRate" />
                <Output TaskParameter="Passed" PropertyName="ItsPassed" />
                <Output TaskParameter="Failed" PropertyName="ItsFailed" />
                <Output TaskParameter="Errors" PropertyName="ItsErrors" />
                <Output TaskParameter="Unchecked" PropertyName="ItsUnchecked" />
              </PtmEval>
              <Message Text="figures: $(ItsScore) $(ItsPassRate) $(ItsPassed) $(ItsFailed) $(ItsErrors) $(ItsUnchecked)" />
            </Target>
            """));

        Assert.True(project.TryRun(out BuildOutput output, ["msbuild", "-t:Scores"]));

        Assert.Contains("figures: 50 0.5 1 1 0 0", output.Messages);
        Assert.True(File.Exists(Path.Combine(project.Folder, "scores", "run.json")));
        Assert.StartsWith("<!doctype html>", File.ReadAllText(Path.Combine(project.Folder, "scores", "run.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_the_user_without_a_prompt_is_an_error()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project.Element("""<Target Name="Scores"><PtmEval Prompts="@(PtmPrompt)" /></Target>"""));

        Assert.False(project.TryRun(out BuildOutput output, ["msbuild", "-t:Scores"]));

        Assert.Equal("PTM1009", Assert.Single(output.Errors).Code);
    }

    [Fact]
    public void A_red_gate_that_may_go_on_is_a_warning()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund, project => project.Element("""
            <Target Name="Scores">
              <PtmEval Prompts="@(PtmPrompt)" EvaluatorPath="$(_PtmEvaluatorPath)" ContinueOnError="true" />
            </Target>
            """));

        Assert.True(project.TryRun(out BuildOutput output, ["msbuild", "-t:Scores"]));

        Assert.Contains(output.Warnings, warning => warning.Code == "PTM1001");
    }

    [Fact]
    public void An_evaluator_that_dies_without_a_verdict_is_an_error_with_its_last_words()
    {
        ProjectCreator project = GatedProject.Create(_folder, configure: project => project.Property("_PtmEvaluatorPath", "$(_PtmTaskAssembly)"));

        Assert.False(project.TryBuild(out BuildOutput output));

        Assert.Equal("PTM4010", Assert.Single(output.Errors).Code);
        Assert.Contains("ended without a verdict", output.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("fatal error", output.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_looks_like_an_option_stays_a_name()
    {
        ProjectCreator project = GatedProject.Create(_folder, configure: project => project.Property("PtmProviders", "--max-errors"));

        Assert.False(project.TryRun(out BuildOutput output, GatedProject.GateAlone));

        Assert.Equal("PTM3009", Assert.Single(output.Errors).Code);
    }
}
