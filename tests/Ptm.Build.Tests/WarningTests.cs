using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>Warnings of the evaluator follow what a project says of warnings, and are said by each build until they are mended.</summary>
public sealed class WarningTests : IDisposable
{
    static readonly string s_prompt = GatedProject.Refund.Replace("{{ item }}", "{{ item }}{{ extra }}", StringComparison.Ordinal);

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_project_says_what_its_warnings_are_and_each_build_says_them_without_evaluating_again()
    {
        ProjectCreator project = GatedProject.Create(_folder, s_prompt);

        BuildOutput first = Gate(isGreen: false, warnings: 0, "-p:TreatWarningsAsErrors=true");
        Assert.Equal(1, first.Evaluations);
        Gate(isGreen: false, warnings: 0, "-p:WarningsAsErrors=PTM2002");
        Gate(isGreen: false, warnings: 0, "-p:MSBuildTreatWarningsAsErrors=true");
        Gate(isGreen: true, warnings: 2, "-p:TreatWarningsAsErrors=true", "-p:WarningsNotAsErrors=PTM2002");
        Gate(isGreen: true, warnings: 0, "-p:TreatWarningsAsErrors=true", "-p:NoWarn=CS1591%3Bptm2002");
        BuildOutput last = Gate(isGreen: true, warnings: 2);

        Assert.Equal(0, last.Evaluations);
        Assert.Equal(
            first.Errors.Select(error => (error.Code, error.File, error.LineNumber, error.ColumnNumber, error.Message)),
            last.Warnings.Select(warning => (warning.Code, warning.File, warning.LineNumber, warning.ColumnNumber, warning.Message)));

        BuildOutput Gate(bool isGreen, int warnings, params string[] options)
        {
            Assert.True(isGreen == project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone, .. options]), $"{string.Join(' ', options)}\n{output.Text}");
            Assert.Equal(warnings, output.Warnings.Count);
            Assert.Equal(isGreen ? 0 : 2, output.Errors.Count);
            Assert.All(output.Errors, error => Assert.Equal("PTM2002", error.Code));
            return output;
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
