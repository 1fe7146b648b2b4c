namespace Ptm.Cli.Tests;

public sealed class OutputPathTests
{
    const string Config = """
        prompts: ["{{ x }}"]
        providers: [echo]
        outputPath: [results/run.json, results/page.html, results/run.yaml]
        tests: [{ vars: { x: a }, assert: [{ type: contains, value: a }] }]
        """;

    [Fact]
    public async Task A_config_says_where_its_run_is_written()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);

        PtmOutput output = await workspace.RunAsync("eval");

        Assert.Equal(0, output.ExitCode);
        Assert.Contains("\"passed\": 1", workspace.Read("results/run.json"), StringComparison.Ordinal);
        Assert.True(File.Exists(workspace.Combine("results/page.html")));
        Assert.Contains("run.yaml, which is not written", output.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Combine("results/run.yaml")));
    }

    [Theory]
    [InlineData("eval", "-o", "other.json")]
    [InlineData("eval", "--format", "jsonl")]
    public async Task What_the_caller_asks_for_counts(params string[] arguments)
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config);

        PtmOutput output = await workspace.RunAsync(arguments);

        Assert.Equal(0, output.ExitCode);
        Assert.False(Directory.Exists(workspace.Combine("results")));
        Assert.Equal(arguments.Contains("other.json"), File.Exists(workspace.Combine("other.json")));
    }
}
