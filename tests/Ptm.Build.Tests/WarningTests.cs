using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>Warnings of the evaluator follow what a project says of warnings, and are said by each build until they are mended.</summary>
public sealed class WarningTests : IDisposable
{
    static readonly string s_prompt = GatedProject.Refund.Replace("{{ item }}", "{{ item }}{{ extra }}", StringComparison.Ordinal);

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_warning_does_not_start_the_evaluator_again_and_is_said_again()
    {
        ProjectCreator project = GatedProject.Create(_folder, s_prompt);
        Assert.True(project.TryBuild(out BuildOutput first), first.Text);
        Assert.NotEmpty(first.Warnings);
        Assert.All(first.Warnings, warning => Assert.Equal("PTM2002", warning.Code));

        Assert.True(project.TryRun(out BuildOutput second, GatedProject.GateAlone), second.Text);

        Assert.Equal((1, 0), (first.Evaluations, second.Evaluations));
        Assert.Equal(
            first.Warnings.Select(warning => (warning.File, warning.LineNumber, warning.ColumnNumber, warning.Message)),
            second.Warnings.Select(warning => (warning.File, warning.LineNumber, warning.ColumnNumber, warning.Message)));
    }

    [Theory]
    [InlineData("-p:TreatWarningsAsErrors=true", false, 0)]
    [InlineData("-p:WarningsAsErrors=PTM2002", false, 0)]
    [InlineData("-p:MSBuildTreatWarningsAsErrors=true", false, 0)]
    [InlineData("-p:TreatWarningsAsErrors=true -p:WarningsNotAsErrors=PTM2002", true, 2)]
    [InlineData("-p:TreatWarningsAsErrors=true -p:NoWarn=CS1591%3Bptm2002", true, 0)]
    [InlineData("-p:NoWarn=PTM2002", true, 0)]
    public void A_project_says_what_its_warnings_are_and_says_it_again_to_the_next_build(string options, bool isGreen, int warnings)
    {
        ProjectCreator project = GatedProject.Create(_folder, s_prompt);
        string[] gate = [.. GatedProject.GateAlone, .. options.Split(' ')];

        Assert.Equal(isGreen, project.TryRun(out BuildOutput first, gate));
        Assert.Equal(isGreen, project.TryRun(out BuildOutput second, gate));

        Assert.Equal((1, 0), (first.Evaluations, second.Evaluations));
        foreach (BuildOutput output in new[] { first, second })
        {
            Assert.Equal(warnings, output.Warnings.Count);
            Assert.All(output.Errors, error => Assert.Equal("PTM2002", error.Code));
            Assert.Equal(isGreen, output.Errors.Count == 0);
        }
    }

    [Fact]
    public void A_red_gate_lets_the_build_go_on_where_the_project_says_so()
    {
        ProjectCreator project = GatedProject.Create(_folder, GatedProject.RedRefund);

        Assert.True(project.TryRun(out BuildOutput warned, [.. GatedProject.GateAlone, "-p:PtmContinueOnError=true"]));
        Assert.False(project.TryRun(out BuildOutput failed, [.. GatedProject.GateAlone, "-p:PtmContinueOnError=ErrorAndContinue"]));

        Assert.Contains(warned.Warnings, warning => warning.Code == "PTM1001");
        Assert.Empty(warned.Errors);
        Assert.Contains(failed.Errors, error => error.Code == "PTM1001");
        Assert.Equal(1, failed.Evaluations);
    }
}
