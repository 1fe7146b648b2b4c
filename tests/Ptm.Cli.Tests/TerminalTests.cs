namespace Ptm.Cli.Tests;

public sealed class TerminalTests : IDisposable
{
    const string Escape = "\e[";
    const string Color = "\e[32m";
    const string Progress = "\e[K";

    readonly Workspace _workspace = Workspace.WithTests("tests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("", true, true)]
    [InlineData("NO_COLOR=1", false, true)]
    [InlineData("TERM=dumb", false, false)]
    public async Task On_a_terminal_there_is_progress_and_colour_unless_the_environment_says_no(string variable, bool hasColor, bool hasProgress)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The terminal is given by util-linux's script.");
        using PtmProcess process = PtmProcess.Start(
            "script", ["-qec", $"env TERM=xterm {variable} dotnet '{Places.Program}' eval", "/dev/null"], _workspace.Folder, null);

        PtmOutput output = await process.WaitAsync();

        Assert.Equal(0, output.ExitCode);
        Assert.Contains("1 passed", output.Out, StringComparison.Ordinal);
        Assert.Equal(hasColor, output.Out.Contains(Color, StringComparison.Ordinal));
        Assert.Equal(hasProgress, output.Out.Contains(Progress, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_stands_in_the_way_of_an_optimization_has_a_colour_there_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The terminal is given by util-linux's script.");
        using PtmProcess process = PtmProcess.Start(
            "script", ["-qec", $"env TERM=xterm dotnet '{Places.Program}' optimize p --dry-run", "/dev/null"], _workspace.Folder, null);

        PtmOutput output = await process.WaitAsync();

        Assert.Equal(0, output.ExitCode);
        Assert.Contains("\e[33m0 of 1 cases are held out, and a proof takes 6: any gain would be unproven.\e[0m", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_a_terminal_there_is_neither()
    {
        PtmOutput output = await _workspace.RunAsync(new Dictionary<string, string> { ["TERM"] = "xterm" }, "eval");

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Assert.DoesNotContain(Escape, output.Out, StringComparison.Ordinal);
    }
}
