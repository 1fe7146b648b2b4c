using System.Globalization;
using System.Text.Json;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

public sealed class GateTests
{
    // Which cases answer "good".
    static string Config(int good, int cases) =>
        "prompts: [{id: p, raw: '{{ t }}'}]\nproviders: [echo]\ntests:\n" + string.Concat(Enumerable.Range(0, cases).Select(index => string.Create(
            CultureInfo.InvariantCulture,
            $"  - {{description: case {index}, vars: {{t: {(index < good ? "good" : "bad")}}}, assert: [{{type: contains, value: good}}]}}\n")));

    [Fact]
    public async Task An_interval_a_verdict_and_what_it_would_take_are_in_every_report()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config(27, 30));

        PtmOutput output = await workspace.RunAsync("eval", "--min-pass-rate", "0.85", "--min-score", "70", "--confidence", "0.95", "-o", "run.json", "-o", "run.md");

        Assert.Equal(0, output.ExitCode);
        string markdown = workspace.Read("run.md");
        Snapshot.Match(string.Join("\n", output.Lines.SkipWhile(line => !line.StartsWith("score ", StringComparison.Ordinal)).Skip(1)) + "\n\n" + markdown[markdown.IndexOf("**The gate", StringComparison.Ordinal)..markdown.IndexOf("<details>", StringComparison.Ordinal)]);
        JsonElement gate = JsonElement.Parse(workspace.Read("run.json")).GetProperty("gate");
        Assert.Equal("inconclusive", gate.Text("verdict"));
        Assert.Equal(["score passed", "pass rate inconclusive"], gate.GetProperty("figures").EnumerateArray().Select(figure => $"{figure.Text("metric")} {figure.Text("verdict")}"));
        Assert.Equal(196, gate.GetProperty("figures")[1].GetProperty("cases_needed").GetInt32());

        PtmOutput page = await workspace.RunAsync("report", "run.json", "-f", "markdown");
        Assert.Contains("| `pass rate` | 0.9 | 0.7438 to 0.9654 (95 %) | 0.85 | inconclusive | cases like these |", page.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_inconclusive_warns_fails_or_passes_as_it_was_asked_to()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config(27, 30));
        List<(int ExitCode, string[] Findings)> found = [];
        foreach (string action in new[] { "warn", "fail", "pass" })
        {
            PtmOutput output = await workspace.RunAsync("eval", "--min-pass-rate", "0.85", "--confidence", "0.95", "--on-inconclusive", action, "--format", "jsonl");
            found.Add((output.ExitCode, [.. output.JsonLines.Where(line => line.Text("type") == "diagnostic").Select(line => $"{line.Text("severity")} {line.Text("code")}")]));
            Assert.Equal("inconclusive", output.JsonLines[^1].GetProperty("gate").Text("verdict"));
        }

        Assert.Equal([0, 1, 0], found.Select(one => one.ExitCode));
        Assert.Equal([["warning PTM1010"], ["error PTM1010"], []], found.Select(one => one.Findings));
    }

    [Fact]
    public async Task A_baseline_is_written_compared_paired_by_case_and_says_what_changed()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config(28, 30));

        PtmOutput written = await workspace.RunAsync("eval", "--min-pass-rate", "0.5", "--write-baseline", "baselines/main.json");
        string baseline = workspace.Read("baselines/main.json");
        PtmOutput same = await workspace.RunAsync("eval", "--baseline", "baselines/main.json", "--format", "jsonl");
        workspace.Write("promptfooconfig.yaml", Config(20, 31));
        PtmOutput fallen = await workspace.RunAsync("eval", "--baseline", "baselines/main.json", "--write-baseline", "baselines/main.json", "-o", "run.md");

        Assert.Equal((0, 0, 1), (written.ExitCode, same.ExitCode, fallen.ExitCode));
        Assert.StartsWith("{\n  \"schema\": \"ptm.baseline/1\",\n  \"cases\": [\n    {\"prompt\":\"p\",\"case\":\"case 0\",\"provider\":\"echo\",", baseline, StringComparison.Ordinal);
        Assert.True(same.JsonLines[^1].GetProperty("gate").GetProperty("baseline").GetProperty("identical").GetBoolean());
        Assert.Contains(workspace.Combine("baselines/main.json"), same.JsonLines[^1].GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        Snapshot.Match(string.Join("\n", fallen.Lines.SkipWhile(line => !line.StartsWith("score ", StringComparison.Ordinal)).Skip(1)));

        // A fall that is accepted is the next baseline.
        Assert.NotEqual(baseline, workspace.Read("baselines/main.json"));
        Assert.Contains("30 cases paired, 0 did not run, 1 new, 8 changed", workspace.Read("run.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collapse_of_few_cases_closes_the_gate_unless_it_was_said_what_inconclusive_does()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config(5, 5));
        PtmOutput written = await workspace.RunAsync("eval", "--write-baseline", "base.json", "--min-score", "0.8");

        // The same checks on another prompt.
        workspace.Write("promptfooconfig.yaml", Config(5, 5).Replace("{{ t }}", "{{ t | upper }}", StringComparison.Ordinal));
        PtmOutput fallen = await workspace.RunAsync("eval", "--baseline", "base.json");
        PtmOutput warned = await workspace.RunAsync("eval", "--baseline", "base.json", "--on-inconclusive", "warn");

        Assert.Equal((0, 1, 0), (written.ExitCode, fallen.ExitCode, warned.ExitCode));
        Assert.Contains("warning PTM1010: The baseline has 5 cases, and 6 are the fewest that can show a fall.", written.Out, StringComparison.Ordinal);
        Assert.Contains("warning PTM2007: MinScore is 0.8, and scores go from 0 to 100: it is 0.8 of 100. 80 was meant?", written.Out, StringComparison.Ordinal);
        Assert.Contains("promptfooconfig.yaml(4,5): error PTM1010: Pass rate -1 against the baseline: inconclusive, p = 0.0625", fallen.Out, StringComparison.Ordinal);
        Assert.Contains("5 paired cases can never show a fall, and more than half is gone, which closes the gate", fallen.Out, StringComparison.Ordinal);
        Assert.Equal("The gate is closed: the run does not suffice to tell.", fallen.Lines[^1]);
        Assert.Equal("The gate is open: the run does not suffice to tell.", warned.Lines[^1]);
    }

    [Fact]
    public async Task Cases_that_check_nothing_and_count_as_passed_are_said_at_the_end()
    {
        using Workspace workspace = Workspace.WithPromptfoo("compat: promptfoo\n" + Config(1, 1) + "  - {description: bare, vars: {t: x}}\n");

        PtmOutput output = await workspace.RunAsync("eval", "-o", "run.md", "-o", "run.html");

        Assert.Equal(0, output.ExitCode);
        Assert.All([output.Out, workspace.Read("run.md"), workspace.Read("run.html")], text => Assert.Contains("1 of 2 cases checked nothing (compat: promptfoo counts them as passed)", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_filter_may_leave_cases_of_the_baseline_out_and_what_is_gone_is_no_pass()
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config(30, 30));
        await workspace.RunAsync("eval", "--write-baseline", "b.json");

        PtmOutput filtered = await workspace.RunAsync("eval", "--baseline", "b.json", "--on-inconclusive", "fail", "--filter-first-n", "15");
        PtmOutput lossy = await workspace.RunAsync("eval", "--write-baseline", "b.json", "--filter-first-n", "1");
        workspace.Write("promptfooconfig.yaml", Config(15, 15));
        PtmOutput gone = await workspace.RunAsync("eval", "--baseline", "b.json", "--on-inconclusive", "fail");

        Assert.Equal((0, 2, 1), (filtered.ExitCode, lossy.ExitCode, gone.ExitCode));
        Assert.Contains("b.json: error PTM3004: The baseline has 29 cases that this run leaves out", lossy.Out, StringComparison.Ordinal);
        Assert.Contains("15 cases of the baseline that a filter left out: ", filtered.Out, StringComparison.Ordinal);
        Assert.Contains("error PTM1010: 15 cases of the baseline: inconclusive, not compared.", gone.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--confidence takes a number above 0.5 and below 1", "--confidence", "1")]
    [InlineData("--confidence takes a number above 0.5 and below 1, and '95'", "--confidence", "95")]
    [InlineData("--min-effect says how far", "--min-effect", "0.1")]
    [InlineData("warn", "--on-inconclusive", "maybe")]
    [InlineData("cannot be read", "--baseline", "nowhere.json")]
    [InlineData("names no schema", "--baseline", "promptfoo.json")]
    public async Task What_cannot_be_used_is_refused_before_anything_runs(string message, params string[] arguments)
    {
        using Workspace workspace = Workspace.WithPromptfoo(Config(1, 1));
        workspace.Write("promptfoo.json", "{\"results\": []}");

        PtmOutput output = await workspace.RunAsync(["eval", .. arguments]);

        Assert.Equal(2, output.ExitCode);
        Assert.Contains(message, output.Out + output.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("passed", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_come_from_ptm_yaml_and_stop_where_the_verdict_stands()
    {
        using Workspace workspace = Workspace.WithTests("tests:\n  - {id: good, vars: {text: a}, assert: [{type: equals, value: a}]}\n  - {id: bad, vars: {text: b}, assert: [{type: equals, value: a}]}\n");
        workspace.Write("ptm.yaml", "prompts: prompts/**/*.yaml\nsamples: 4\n");

        PtmOutput all = await workspace.RunAsync("eval", "--format", "jsonl");
        PtmOutput few = await workspace.RunAsync("eval", "--sequential", "-o", "run.md", "-o", "run.json", "-o", "run.html");

        Assert.Equal((1, 8), (all.ExitCode, all.JsonLines[^1].GetProperty("total").GetInt32()));
        Assert.Equal(1, few.ExitCode);
        Assert.Contains("saved 3 of 8 samples", few.Lines);
        Assert.Contains("Saved 3 of 8 samples.", workspace.Read("run.md"), StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"gate\">The gate: failed</h2><ul><li>saved 3 of 8 samples</li></ul>", workspace.Read("run.html"), StringComparison.Ordinal);
        JsonElement run = JsonElement.Parse(workspace.Read("run.json"));
        Assert.Equal(["good 0", "bad 0", "good 1", "good 2", "good 3"], run.Results().Select(result => $"{result.Text("id")} {(result.TryGetProperty("sample", out JsonElement sample) ? sample.GetInt32() : 0)}"));
        Assert.Equal((8, 5), (run.GetProperty("gate").GetProperty("samples_planned").GetInt32(), run.GetProperty("gate").GetProperty("samples_taken").GetInt32()));
    }

    [Fact]
    public async Task Errors_make_no_baseline_and_that_is_an_error_of_its_own()
    {
        using Workspace workspace = Workspace.WithPromptfoo("prompts: ['{{ t }}']\nproviders: [echo]\ntests: [{vars: {t: a}, assert: [{type: javascript, value: 'throw 1'}]}]\n");

        PtmOutput output = await workspace.RunAsync("eval", "--write-baseline", "b.json");

        Assert.NotEqual(0, output.ExitCode);
        Assert.Contains("The baseline was not written", output.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Combine("b.json")));
    }

    [Fact]
    public async Task Errors_that_are_allowed_make_no_baseline_and_open_no_gate_where_nothing_was_decided()
    {
        const string Broken = "  - {description: broken, vars: {t: good}, assert: [{type: javascript, value: 'throw 1'}]}\n";
        using Workspace workspace = Workspace.WithPromptfoo(Config(1, 1) + Broken);

        PtmOutput some = await workspace.RunAsync("eval", "--max-errors", "1", "--write-baseline", "b.json");
        workspace.Write("promptfooconfig.yaml", Config(0, 0) + Broken);
        PtmOutput none = await workspace.RunAsync("eval", "--max-errors", "1", "--min-pass-rate", "0.5", "--confidence", "0.95");

        Assert.Equal((2, 4), (some.ExitCode, none.ExitCode));
        Assert.Contains("The baseline was not written: 1 of its cases was an error", some.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Combine("b.json")));
        Assert.Contains("error PTM1009: No case was decided (1 ended in an error", none.Out, StringComparison.Ordinal);
        Assert.All(new[] { some, none }, output => Assert.DoesNotContain("The gate is open", output.Out, StringComparison.Ordinal));
        Assert.StartsWith("Not every file that was asked for could be written", some.Lines[^1], StringComparison.Ordinal);
    }
}
