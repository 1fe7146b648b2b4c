using System.Text.RegularExpressions;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>What a person sees while and after prompts are evaluated.</summary>
public sealed partial class ProgressTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Normal_verbosity_has_one_line_a_prompt_and_one_for_each_case_that_is_let_through()
    {
        ProjectCreator project = TwoPrompts();

        Assert.True(project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone, "-v:normal", "-p:PtmMinPassRate=0"]));

        Assert.Contains("Ptm: refund: 1 of 2 cases passed, score 50", output.Text, StringComparison.Ordinal);
        Assert.Contains("Ptm: again: 2 of 2 cases passed, score 100", output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ptm: passed", output.Text, StringComparison.Ordinal);
        Assert.Contains($"Ptm: failed 0 refund \"names the window\" [echo] at {Path.Combine("prompts", "refund.yaml")}(8,5)", output.Text, StringComparison.Ordinal);
        Assert.Empty(output.Warnings);
    }

    [Fact]
    public void The_terminal_logger_shows_the_cases_and_the_summary_and_links_the_codes()
    {
        ProjectCreator project = TwoPrompts();

        // Of two options the last holds.
        project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone], options: ["-tl:on"]);

        string[] lines = [.. Move().Replace(Color().Replace(output.Text, ""), "\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        Assert.Contains(output.Messages, message => Case().IsMatch(message));
        Assert.Contains($"\e]8;;{new Uri(Path.Combine(GatedProject.Root, "docs", "codes", "PTM1001.md"))}\e\\PTM1001", output.Text, StringComparison.Ordinal);
        Assert.Contains(GatedProject.Summary("3 of 4 cases passed, score 75 (prompts/again.yaml and 1 more)"), lines);
        Assert.Contains(lines, line => line.StartsWith("prompts/refund.yaml(8,5): error PTM1001: refund \"names the window\" failed", StringComparison.Ordinal));
    }

    ProjectCreator TwoPrompts() => GatedProject.Create(
        _folder,
        GatedProject.RedRefund,
        project => project.File("prompts/again.yaml", GatedProject.Refund.Replace("id: refund", "id: again", StringComparison.Ordinal)));

    // Colours and links.
    [GeneratedRegex(@"\e\[[0-9;]*m|\e\][^\\]*\\", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Color();

    // Moves of the cursor.
    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Move();

    // What the terminal shows while it runs; the message for detailed verbosity has the score too.
    [GeneratedRegex("^Ptm: (passed|failed) (refund|again) \"names the (item|window)\"$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Case();
}
