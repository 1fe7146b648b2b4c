using System.Text.Json;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

/// <summary><c>ptm eval</c> on a server: what it says differs in the first line alone.</summary>
public sealed class ServerTests(ServedLibrary server) : IClassFixture<ServedLibrary>
{
    const string Tests = """
        tests:
          - {description: passes, vars: {text: a}, assert: [{type: equals, value: a}]}
          - description: fails
            vars: {text: a}
            assert:
              - {type: equals, value: a}
              - {type: contains, value: b}
          - {description: cannot be judged, vars: {text: a}, assert: [{type: search-rubric, value: polite}]}
          - {description: checks nothing, vars: {text: a}}

        """;

    [Fact]
    public async Task Every_case_has_the_verdict_the_file_and_the_line_that_it_has_without_a_server()
    {
        using Workspace workspace = Workspace.WithTests(Tests);

        PtmOutput here = await workspace.RunAsync("eval", "--format", "jsonl");
        PtmOutput there = await workspace.RunAsync(server.Environment, "eval", "--format", "jsonl");

        Assert.Equal(here.ExitCode, there.ExitCode);
        Assert.Equal(Said(here, "case"), Said(there, "case"));
        Assert.Equal(Said(here, "diagnostic"), Said(there, "diagnostic"));
        Assert.Equal((4, 4), (Said(there, "case").Count, Said(here, "case").Count));
        JsonElement start = there.JsonLines[0];
        Assert.Equal(($"server at {server.Url}", 4, 0), (start.Text("evaluator"), start.GetProperty("total").GetInt32(), start.GetProperty("in_process").GetInt32()));
    }

    [Fact]
    public async Task A_provider_that_the_server_does_not_have_costs_the_others_nothing_and_one_named_twice_is_one()
    {
        using Workspace workspace = Workspace.WithTests("tests: [{description: a, vars: {text: a}, assert: [{type: equals, value: a}]}]");

        PtmOutput lacking = await workspace.RunAsync(server.Environment, "eval", "--provider", "echo", "--provider", "openai:x", "--provider", "echo");
        workspace.Write("prompts/p.yaml", workspace.Read("prompts/p.yaml").Replace("[echo]", "[echo, nobody]", StringComparison.Ordinal));
        PtmOutput unknown = await workspace.RunAsync(server.Environment, "eval");

        Assert.True(lacking.Out.Contains("2 passed, 0 failed, 1 error, 0 unchecked", StringComparison.Ordinal), lacking.Out + lacking.Error);
        Assert.True(unknown.Out.Contains("1 passed, 0 failed, 1 error, 0 unchecked", StringComparison.Ordinal), unknown.Out + unknown.Error);
        Assert.Contains("The server says: There is no provider 'nobody'.", unknown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promptfoo_configs_own_providers_stay_in_this_process()
    {
        using Workspace workspace = Workspace.WithPromptfoo("prompts: ['{{ text }}']\nproviders: [{id: echo, label: one}, {id: echo, label: two}]\ntests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]\n");

        PtmOutput output = await workspace.RunAsync(server.Environment, "eval");

        Assert.True(output.Out.Contains("2 passed, 0 failed, 0 errors, 0 unchecked", StringComparison.Ordinal), output.Out + output.Error);
    }

    [Fact]
    public async Task A_person_reads_first_where_it_is_evaluated()
    {
        using Workspace workspace = Workspace.WithTests("tests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]");

        PtmOutput output = await workspace.RunAsync(server.Environment, "eval", "--cassettes", "replay", "--max-concurrency", "2");

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Snapshot.Match(workspace.Scrub(output.Out));
    }

    [Fact]
    public async Task A_prompt_is_one_run_of_the_cases_that_were_selected()
    {
        using Workspace workspace = Workspace.WithTests("label: select me\n" + Tests);
        workspace.Write("prompts/q.yaml", workspace.Read("prompts/p.yaml").Replace("id: p", "id: q", StringComparison.Ordinal));

        PtmOutput output = await workspace.RunAsync(server.Environment, "eval", "--filter", "passes");

        Assert.True(output.ExitCode == 0, output.Out);
        JsonElement[] runs = await server.RunsAsync("select me");
        Assert.Equal(2, runs.Length);
        Assert.All(runs, run => Assert.Equal(1, run.GetProperty("summary").GetProperty("total").GetInt32()));
    }

    [Theory]
    [InlineData("PTM_API_TOKEN", "ptm_wrong", "The token is unknown or was revoked", "PTM_API_TOKEN holds the token that was sent.")]
    [InlineData("PTM_API_TOKEN", "", "PTM_API_TOKEN is not set", "unset PTM_API_BASE_URL")]
    [InlineData("PTM_API_BASE_URL", "localhost", "PTM_API_BASE_URL is no absolute address", "https://ptm.example.com")]
    [InlineData("PTM_API_BASE_URL", "http://127.0.0.1:1", "Connection refused", "'ptm serve' starts a server")]
    [InlineData("PTM_SSL_VERIFY", "perhaps", "PTM_SSL_VERIFY", "true or false")]
    public async Task A_server_that_cannot_be_asked_is_one_error_with_the_next_step(string name, string value, string wrong, string next)
    {
        using Workspace workspace = Workspace.WithTests(Tests);

        PtmOutput output = await workspace.RunAsync(new Dictionary<string, string>(server.Environment) { [name] = value }, "eval");

        Assert.Equal((2, ""), (output.ExitCode, output.Error));
        string error = Assert.Single(output.Lines, line => !line.StartsWith("Evaluating", StringComparison.Ordinal));
        Assert.Contains("error PTM", error, StringComparison.Ordinal);
        Assert.Contains(wrong, error, StringComparison.Ordinal);
        Assert.Contains(next, error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_servers_run_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        using Workspace workspace = new();
        workspace.Write("ptm.yaml", "providers: {slow: {type: openai, model: m}}\n");
        workspace.Write("prompts/a.yaml", "id: a\nlabel: to be cancelled\nprompt_text: a\nprovider_profiles: [echo, slow]\ntests: [{assert: [{type: equals, value: a}]}]\n");

        using PtmProcess process = PtmProcess.StartInterruptible(workspace.Folder, ["eval", "-o", "run.json", "--format", "jsonl"], server.Environment);
        await process.LineWithAsync("\"passed\"");
        await server.SlowAsked;
        process.Interrupt();
        PtmOutput output = await process.WaitAsync();

        Assert.True(output.ExitCode == 130, $"exit code {output.ExitCode}\n{output.Out}{output.Error}");
        Assert.Equal("cancelled", output.JsonLines[^1].Text("state"));
        Assert.Equal(["passed"], JsonElement.Parse(workspace.Read("run.json")).Outcomes());
        Assert.Equal("cancelled", Assert.Single(await server.RunsAsync("to be cancelled")).Text("state"));
    }

    // In the order of the ids, because each run has its own.
    static List<string> Said(PtmOutput output, string type) => [.. output.JsonLines.Where(line => line.Text("type") == type).Select(line => line.GetRawText()).Order(StringComparer.Ordinal)];
}
