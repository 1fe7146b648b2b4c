using System.Text.Json;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

/// <summary>What GitHub Actions and Azure DevOps find in the output, with their variables as they set them.</summary>
public sealed class BuildServiceTests : IDisposable
{
    const string Mixed = """
        tests:
          - {description: passes, vars: {text: a}, assert: [{type: equals, value: a}]}
          - {description: "50%; a, b", vars: {text: a}, assert: [{type: equals, value: "b:]"}]}
          - {description: checks nothing, vars: {text: a}}
        """;

    readonly Workspace _workspace = Workspace.WithTests(Mixed);

    Dictionary<string, string> GitHub => new()
    {
        ["GITHUB_ACTIONS"] = "true",
        ["GITHUB_WORKSPACE"] = _workspace.Folder,
        ["GITHUB_STEP_SUMMARY"] = _workspace.Combine("summary.md"),
    };

    Dictionary<string, string> Azure => new()
    {
        ["TF_BUILD"] = "True",
        ["BUILD_SOURCESDIRECTORY"] = _workspace.Folder,
        ["AGENT_TEMPDIRECTORY"] = Directory.CreateDirectory(_workspace.Combine("temp")).FullName,
    };

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task GitHub_annotates_each_line_and_shows_the_run_once_on_the_page_of_the_step()
    {
        PtmOutput output = await _workspace.RunAsync(GitHub, "eval", "--max-concurrency", "1");

        Assert.Equal(4, output.ExitCode);
        Snapshot.Match(_workspace.Scrub(output.Out));
        string summary = _workspace.Read("summary.md");
        Assert.Equal(1, summary.Split("### ❌ 1 of 3 cases passed").Length - 1);
        Assert.Contains("prompts/p.yaml:6", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHubs_page_gets_what_comes_after_what_is_there()
    {
        await File.WriteAllTextAsync(_workspace.Combine("summary.md"), "before\n", TestContext.Current.CancellationToken);

        await _workspace.RunAsync(GitHub, "eval", "--filter", "passes", "--annotations", "off");
        PtmOutput output = await _workspace.RunAsync(GitHub, "eval", "--filter", "passes");

        Assert.Equal((0, 2), (output.ExitCode, _workspace.Read("summary.md").Split("### ✅ 1 of 1 case passed").Length - 1));
        Assert.StartsWith("before\n", _workspace.Read("summary.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("::", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Azure_logs_each_issue_and_is_handed_the_run_for_the_page_of_the_step()
    {
        PtmOutput output = await _workspace.RunAsync(Azure, "eval", "--max-concurrency", "1");

        Assert.Equal(4, output.ExitCode);
        string upload = Assert.Single(output.Lines, line => line.StartsWith("##vso[task.uploadsummary]", StringComparison.Ordinal));
        string file = upload["##vso[task.uploadsummary]".Length..];
        Assert.Equal(_workspace.Combine("temp"), Path.GetDirectoryName(file));
        Assert.Contains("### ❌ 1 of 3 cases passed", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Snapshot.Match(_workspace.Scrub(output.Out.Replace(Path.GetFileName(file), "summary.md", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_a_warning_and_changes_no_verdict()
    {
        Dictionary<string, string> full = GitHub;
        await File.WriteAllTextAsync(full["GITHUB_STEP_SUMMARY"], new string('x', 1024 * 1024), TestContext.Current.CancellationToken);

        PtmOutput nowhere = await _workspace.RunAsync(new Dictionary<string, string>(GitHub) { ["GITHUB_STEP_SUMMARY"] = _workspace.Combine("prompts") }, "eval", "--filter", "passes");
        PtmOutput large = await _workspace.RunAsync(full, "eval", "--filter", "passes");

        Assert.Equal((0, 0), (nowhere.ExitCode, large.ExitCode));
        Assert.Contains("warning PTM3001: The summary of the step was not written: ", nowhere.Out, StringComparison.Ordinal);
        Assert.Contains("::warning file=prompts,title=PTM3001::The summary of the step was not written", nowhere.Out, StringComparison.Ordinal);
        Assert.Contains("it would be larger than the 1 MB that GitHub shows", large.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_switched_off_or_has_no_service_is_not_there()
    {
        PtmOutput off = await _workspace.RunAsync(GitHub, "eval", "--annotations", "off", "--step-summary", "off");
        PtmOutput none = await _workspace.RunAsync("eval");
        PtmOutput named = await _workspace.RunAsync("eval", "--annotations", "github");

        Assert.DoesNotContain("::error", off.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("::error", none.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(_workspace.Combine("summary.md")));
        Assert.Equal(2, named.Lines.Count(line => line.StartsWith("::error file=prompts/p.yaml,line=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_program_gets_the_commands_as_lines_of_their_own_before_the_end()
    {
        PtmOutput output = await _workspace.RunAsync(GitHub, "eval", "--format", "jsonl");

        string[] commands = [.. output.JsonLines.Where(line => line.Text("type") == "command").Select(line => line.Text("message"))];
        Assert.Equal(2, commands.Length);
        Assert.All(commands, command => Assert.StartsWith("::error file=prompts/p.yaml,line=", command, StringComparison.Ordinal));
        Assert.Equal("end", output.JsonLines[^1].Text("type"));
    }

    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    public async Task What_a_model_says_is_no_command(string service)
    {
        const string Attack = "a ##vso[task.setvariable variable=PATH]x ##[add-path]/tmp\n::add-mask::a\n  ::set-output name=x::y";
        using Workspace workspace = Workspace.WithTests($"tests: [{{description: {JsonSerializer.Serialize(Attack)}, vars: {{text: {JsonSerializer.Serialize(Attack)}}}, assert: [{{type: javascript, value: '({{ pass: false, score: 0, reason: output }})'}}]}}]");

        foreach (string format in new[] { "text", "jsonl" })
        {
            PtmOutput output = await workspace.RunAsync(service == "github" ? GitHub : Azure, "eval", "--format", format);

            Assert.Equal(1, output.ExitCode);
            string[] lines = [.. output.Lines.Where(line => !line.Contains("task.uploadsummary", StringComparison.Ordinal)).Select(line => line.TrimStart())];
            Assert.All(lines.Where(line => !line.StartsWith("{\"type\":\"command\"", StringComparison.Ordinal)), line =>
            {
                Assert.DoesNotContain("##[", line, StringComparison.Ordinal);
                Assert.True(!line.Contains("##vso[", StringComparison.Ordinal) || line.StartsWith("##vso[task.logissue type=error;", StringComparison.Ordinal), line);
                Assert.True(!line.StartsWith("::", StringComparison.Ordinal) || line.StartsWith("::error file=", StringComparison.Ordinal), line);
            });
            Assert.Contains(lines, line => line.Contains("task.setvariable", StringComparison.Ordinal));
        }
    }
}
