namespace Ptm.Cli.Tests;

public sealed class ExitCodeTests
{
    const string Passed = "  - {description: passed, vars: {text: a}, assert: [{type: equals, value: a}]}\n";
    const string Failed = "  - {description: failed, vars: {text: a}, assert: [{type: equals, value: b}]}\n";
    const string Error = "  - {description: error, vars: {text: a}, assert: [{type: search-rubric, value: polite}]}\n";
    const string Unchecked = "  - {description: unchecked, vars: {text: a}}\n";

    [Theory]
    [InlineData(0, Passed, "")]
    [InlineData(1, Passed + Failed, "")]
    [InlineData(0, Passed + Failed, "--min-score 50 --min-pass-rate 0.5")]
    [InlineData(1, Passed + Failed, "--min-score 50.1")]
    [InlineData(1, Passed + Failed, "--min-pass-rate 0.51")]
    [InlineData(3, Passed + Error, "")]
    [InlineData(3, Passed + Error + Unchecked + Failed, "")]
    [InlineData(0, Passed + Error, "--max-errors 1")]
    [InlineData(4, Passed + Unchecked, "")]
    [InlineData(4, Passed + Unchecked + Failed, "")]
    [InlineData(4, Passed + Error + Unchecked, "--max-errors 1")]
    [InlineData(1, Passed + Unchecked + Failed, "--max-unchecked 1")]
    [InlineData(0, Passed + Unchecked, "--max-unchecked 1")]
    [InlineData(4, Passed, "--filter nothing")]
    [InlineData(0, Passed + Failed, "--filter PASSED")]
    [InlineData(2, Passed + "  - {description: broken, assrt: []}\n", "")]
    [InlineData(1, Passed, "--max-latency-ms 0")]
    [InlineData(0, Passed, "--max-cost-usd 0")]
    public async Task The_first_reason_that_applies_decides(int exitCode, string tests, string arguments)
    {
        using Workspace workspace = Workspace.WithTests("tests:\n" + tests);

        PtmOutput output = await workspace.RunAsync(["eval", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(exitCode == output.ExitCode, $"exit code {output.ExitCode}\n{output.Out}{output.Error}");
        Assert.Equal(exitCode == 0, output.Out.Contains("The gate is open.", StringComparison.Ordinal));
    }
}
