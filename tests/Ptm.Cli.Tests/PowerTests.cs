using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

public sealed class PowerTests
{
    [Fact]
    public async Task The_table_says_what_a_difference_takes_by_samples()
    {
        using Workspace workspace = new();

        PtmOutput output = await workspace.RunAsync("power", "--rate", "0.9", "--difference", "0.1", "--correlation", "0.3");

        Assert.Equal(0, output.ExitCode);
        Snapshot.Match(output.Out);
    }

    [Fact]
    public async Task Rate_and_correlation_come_from_a_baseline_or_a_run()
    {
        using Workspace workspace = Workspace.WithPromptfoo("prompts: ['{{ t }}']\nproviders: [echo]\ntests: [{vars: {t: a}, assert: [{type: contains, value: a}]}, {vars: {t: b}, assert: [{type: contains, value: a}]}]\n");
        await workspace.RunAsync("eval", "--samples", "3", "--write-baseline", "b.json", "-o", "run.json");

        PtmOutput baseline = await workspace.RunAsync("power", "--from", "b.json", "--difference", "0.2", "--samples", "5", "--power", "0.9");
        PtmOutput run = await workspace.RunAsync("power", "--from", "run.json", "--difference", "0.2", "--samples", "5", "--power", "0.9");

        Assert.StartsWith("Pass rate 0.5, difference 0.2, power 0.9, confidence 0.95; correlation of samples of one case 1 (as in the file).", baseline.Out, StringComparison.Ordinal);
        Assert.Equal(baseline.Out, run.Out);
    }

    [Theory]
    [InlineData("The pass rate is needed", "--difference", "0.1")]
    [InlineData("cannot fall by 0.5", "--difference", "0.5", "--rate", "0.4")]
    [InlineData("A difference of 1e-9 takes more cases than anyone runs", "--difference", "1e-9", "--rate", "0.9")]
    [InlineData("above 0 and below 1", "--difference", "5", "--rate", "0.4")]
    [InlineData("cannot be read", "--difference", "0.1", "--from", "nowhere.json")]
    public async Task What_cannot_be_used_is_refused(string message, params string[] arguments)
    {
        using Workspace workspace = new();

        PtmOutput output = await workspace.RunAsync(["power", .. arguments]);

        Assert.Equal(2, output.ExitCode);
        Assert.Contains(message, output.Error, StringComparison.Ordinal);
    }
}
