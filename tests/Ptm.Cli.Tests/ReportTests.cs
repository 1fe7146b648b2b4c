using System.Text.Json;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    const string Mixed = """
        tests:
          - {description: passes, vars: {text: a}, assert: [{type: equals, value: a}]}
          - description: fails twice
            vars: {text: a}
            assert:
              - {type: equals, value: b}
              - {type: contains-all, value: [a, c]}
              - {type: contains, value: a}
          - {description: asks for a judge, vars: {text: a}, assert: [{type: search-rubric, value: polite}]}
          - {description: checks nothing, vars: {text: a}}
        """;

    readonly Workspace _workspace = Workspace.WithTests(Mixed);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_person_reads_each_case_its_reasons_its_line_and_the_figures()
    {
        PtmOutput output = await _workspace.RunAsync("eval", "--max-concurrency", "1");

        Assert.Equal((3, ""), (output.ExitCode, output.Error));
        Snapshot.Match(_workspace.Scrub(output.Out));
    }

    [Fact]
    public async Task A_program_reads_one_JSON_object_a_line()
    {
        PtmOutput output = await _workspace.RunAsync("eval", "--format", "jsonl");

        string[] types = [.. output.JsonLines.Select(line => line.Text("type"))];
        Assert.Equal("start", types[0]);
        Assert.Equal(4, types.Count(type => type == "case"));
        Assert.Equal("end", types[^1]);
        JsonElement end = output.JsonLines[^1];
        Assert.Equal((3, "completed", 4), (end.GetProperty("exit_code").GetInt32(), end.Text("state"), end.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task Findings_in_files_are_JSON_lines_too()
    {
        _workspace.Write("prompts/p.yaml", "id: p\nprompt_txt: a\n");

        PtmOutput output = await _workspace.RunAsync("eval", "--format", "jsonl");

        Assert.Equal(2, output.ExitCode);
        JsonElement finding = output.JsonLines[0];
        Assert.Equal(("diagnostic", "error", "PTM3003", 2, 1), (finding.Text("type"), finding.Text("severity"), finding.Text("code"), finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()));
        Assert.Equal(("end", "refused"), (output.JsonLines[^1].Text("type"), output.JsonLines[^1].Text("state")));
    }

    [Fact]
    public async Task Warnings_come_once_each_after_the_first_line_with_their_place_and_leave_the_exit_code_alone()
    {
        using Workspace workspace = Workspace.WithPromptfoo("""
            prompts: ["{{ text }}{{ nmae }}"]
            providers: [echo, {id: echo, label: twin}]
            colour: red
            tests:
              - {description: one, vars: {text: a}, assert: [{type: equals, value: a}, {type: contains, value: a}]}
            """);

        PtmOutput output = await workspace.RunAsync("eval");

        Assert.Equal(0, output.ExitCode);
        Assert.StartsWith("Evaluating 2 cases with the embedded engine ", output.Lines[0], StringComparison.Ordinal);
        string[] warnings = [.. output.Lines.Where(line => line.Contains(": warning PTM", StringComparison.Ordinal))];
        Assert.Equal(2, warnings.Length);
        Assert.StartsWith("promptfooconfig.yaml(3,1): warning PTM2001: A promptfoo config has no key 'colour'", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("promptfooconfig.yaml(1,", warnings[1], StringComparison.Ordinal);
        Assert.Contains("warning PTM2002", warnings[1], StringComparison.Ordinal);
        Assert.Contains("'nmae'", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promptfoo_config_that_checks_nothing_is_told_how_to_take_promptfoos_verdict()
    {
        using Workspace workspace = Workspace.WithPromptfoo("prompts: [hi]\nproviders: [echo]\ntests: [{vars: {a: 1}}]\n");

        PtmOutput output = await workspace.RunAsync("eval");

        Assert.Equal(4, output.ExitCode);
        Assert.Contains("A case without a check passes with promptfoo: 'compat: promptfoo' at the top of the config takes its verdict.", output.Lines);
    }

    [Fact]
    public async Task Validate_reads_every_file_and_evaluates_nothing()
    {
        PtmOutput output = await _workspace.RunAsync("validate");

        Assert.Equal((0, "prompts/p.yaml(12,63): warning PTM4006: 'search-rubric' is not supported yet.\n1 prompt, 4 cases: 1 warning, no error.\n"), (output.ExitCode, output.Out));
    }

    [Fact]
    public async Task Validate_finds_what_would_make_a_case_of_a_promptfoo_config_an_error()
    {
        using Workspace workspace = Workspace.WithPromptfoo("""
            prompts: ["{{ text }}"]
            providers:
              - opnai:gpt-4
              - ecko
              - shop
              - replicate:x
            tests:
              - {vars: {text: a}, assert: [{type: contians, value: a}]}
              - {vars: {text: b}, asert: [{type: contains, value: a}]}
              - {vars: {text: c}, treshold: 1, assert: [{type: contains, value: a, treshold: 2}]}
              - {vars: {text: d}, assert: [{type: llm-rubric, value: a, provider: opnai:gpt-5}, {type: llm-rubric, value: a}]}
              - {vars: {text: e}, assert: [{type: equals}, {type: rouge-l, value: a}]}
            """);

        PtmOutput output = await workspace.RunAsync("validate");

        Assert.Equal(2, output.ExitCode);
        Snapshot.Match(workspace.Scrub(output.Out));
    }

    [Theory]
    [InlineData("[ecko]", "prompts/p.yaml(3,21): error PTM3009: There is no provider 'ecko'. Did you mean 'echo'?", 2)]
    [InlineData("[shop]", "prompts/p.yaml(3,21): warning PTM3009: There is no provider 'shop' here.", 0)]
    public async Task Validate_finds_a_provider_that_is_nowhere(string providers, string finding, int exitCode)
    {
        _workspace.Write("prompts/p.yaml", $"id: p\nprompt_text: a\nprovider_profiles: {providers}\ntests: [{{assert: [{{type: equals, value: a}}]}}]\n");

        PtmOutput output = await _workspace.RunAsync("validate");

        Assert.Equal(exitCode, output.ExitCode);
        Assert.StartsWith(finding, output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_refuses_what_could_not_be_planned()
    {
        _workspace.Write("prompts/p.yaml", "id: p\nprompt_text: a\ntests: [{assert: [{type: equals, value: a}]}]\n");

        PtmOutput output = await _workspace.RunAsync("validate");

        Assert.Equal(2, output.ExitCode);
        Assert.StartsWith("prompts/p.yaml(1,1): error PTM3009: The prompt 'p' names no provider.", output.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate", "2 prompts, 4 cases: 2 warnings, no error.")]
    [InlineData("eval", "1 passed, 1 failed, 1 error, 1 unchecked")]
    public async Task A_prompt_without_a_case_is_a_warning(string command, string verdict)
    {
        _workspace.Write("prompts/q.yaml", "id: q\nprompt_text: a\nprovider_profiles: [echo]\ntests:\n");

        PtmOutput output = await _workspace.RunAsync(command);

        Assert.Contains("prompts/q.yaml(1,1): warning PTM3010: The prompt 'q' has no test case, so nothing of it is checked. Add one under 'tests'.", output.Lines);
        Assert.Contains(verdict, output.Lines);
    }

    [Fact]
    public async Task Validate_shows_what_is_wrong_with_metrics_and_KPIs_at_its_place()
    {
        _workspace.Write("prompts/p.yaml", """
            id: p
            prompt_text: a
            additional_metrics: [{ name: tone, criteria: Friendly., threshold: 7 }]
            additional_kpis:
              - { name: cheap, expression: "1 if csot < 0.05 else 0" }
              - { name: brief, expression: 100 / output_length > }
            """);

        PtmOutput output = await _workspace.RunAsync("validate");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("prompts/p.yaml(3,68): error PTM3004: 'threshold' takes a number from 0 to 1, and this is the number 7.", output.Lines);
        Assert.Contains("prompts/p.yaml(5,38): error PTM3011: The KPI \"cheap\": 'csot' is neither a figure nor a metric of this prompt. Did you mean 'cost'?", output.Lines);
        Assert.Contains("prompts/p.yaml(6,53): error PTM3011: The KPI \"brief\": Expected a value, and this is the end.", output.Lines);
    }

    [Fact]
    public async Task A_failed_KPI_is_told_with_its_figures()
    {
        _workspace.Write("prompts/p.yaml", """
            id: p
            prompt_text: '{{ text }}'
            provider_profiles: [echo]
            additional_kpis: [{ name: brief, expression: 3 / output_length, threshold: 0.9 }]
            tests: [{ vars: { text: hello }, assert: [{ type: equals, value: hello }] }]
            """);

        PtmOutput output = await _workspace.RunAsync("eval");

        Assert.Contains("      KPI brief: expected at least 0.9, found 0.6: 3 / output_length, where output_length = 5", output.Lines);
    }

    [Fact]
    public async Task Validate_shows_all_that_is_wrong_at_once()
    {
        _workspace.Write("prompts/p.yaml", """
            id: p
            prompt_text: a
            provider_profile: [echo]
            tests:
              - {vars: {text: a}, asserts: [{type: equals, value: a}]}
              - {vars: {text: a}, assert: [{type: equalz, value: a}, {type: regex, value: "("}]}
            """);

        PtmOutput output = await _workspace.RunAsync("validate");

        Assert.Equal(2, output.ExitCode);
        Snapshot.Match(_workspace.Scrub(output.Out));
    }
}
