namespace Ptm.Cli.Tests;

public sealed class ReportCommandTests : IDisposable
{
    readonly Workspace _workspace = Workspace.WithTests("tests: [{description: same, vars: {text: a}, assert: [{type: equals, value: a}]}]");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Eval_writes_each_report_in_the_format_of_its_extension()
    {
        PtmOutput output = await _workspace.RunAsync("eval", "-o", "run.json", "-o", "out/run.html", "-o", "run.md", "-o", "run.csv");

        Assert.Equal(0, output.ExitCode);
        Assert.Contains("ptm.run/1", _workspace.Read("run.json"), StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", _workspace.Read("out/run.html"), StringComparison.Ordinal);
        Assert.StartsWith("### ✅ 1 of 1 case passed, score 100", _workspace.Read("run.md"), StringComparison.Ordinal);
        Assert.Contains("same,p,p,echo,0,passed,100,", _workspace.Read("run.csv"), StringComparison.Ordinal);
        Assert.Contains("prompts/p.yaml:4", _workspace.Read("run.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!doctype html>")]
    [InlineData("<!doctype html>", "-f", "html")]
    [InlineData("{", "-f", "json")]
    [InlineData("### ✅ 1 of 1 case passed", "--format", "markdown")]
    [InlineData("\uFEFFcase,description", "--format", "csv")]
    public async Task Report_writes_to_standard_output_and_as_html_unless_told_otherwise(string start, params string[] options)
    {
        await _workspace.RunAsync("eval", "-o", "run.json");

        PtmOutput output = await _workspace.RunAsync(["report", "run.json", .. options]);

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Assert.StartsWith(start.TrimStart('\uFEFF'), output.Out.TrimStart('\uFEFF'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.md", "### ")]
    [InlineData("x.csv", "\uFEFFcase")]
    [InlineData("x.txt", "### ", "-f", "markdown")]
    public async Task Report_writes_a_file_in_the_format_of_its_extension_or_in_the_one_that_is_named(string file, string start, params string[] options)
    {
        await _workspace.RunAsync("eval", "-o", "run.json");

        PtmOutput output = await _workspace.RunAsync(["report", "run.json", "-o", file, .. options]);

        Assert.Equal((0, "", ""), (output.ExitCode, output.Out, output.Error));
        Assert.StartsWith(start.TrimStart('\uFEFF'), _workspace.Read(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_file_is_the_same_after_being_read()
    {
        await _workspace.RunAsync("eval", "-o", "run.json");

        await _workspace.RunAsync("report", "run.json", "-o", "again.json");

        Assert.Equal(_workspace.Read("run.json"), _workspace.Read("again.json"));
    }

    [Theory]
    [InlineData("none.json", "PTM3001", "none.json")]
    [InlineData("prompts/p.yaml", "PTM3002", "p.yaml(1,1)")]
    [InlineData("other.json", "PTM3004", "its schema is 'x/9'")]
    public async Task A_file_that_is_no_run_is_an_error_on_standard_error(string file, string code, string named)
    {
        _workspace.Write("other.json", """{"schema": "x/9"}""");

        PtmOutput output = await _workspace.RunAsync("report", file);

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains(code, output.Error, StringComparison.Ordinal);
        Assert.Contains(named, output.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("report run.json -f pdf")]
    [InlineData("report run.json -o run.pdf")]
    public async Task Bad_usage_is_refused(string arguments)
    {
        PtmOutput output = await _workspace.RunAsync(arguments.Split(' '));

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains("'ptm report --help'", output.Error, StringComparison.Ordinal);
    }
}
