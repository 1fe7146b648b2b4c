using System.Diagnostics;
using System.Text.Json;

namespace Ptm.Cli.Tests;

public sealed class OptimizeTests
{
    const string File = "prompts/say.yaml";

    [Fact]
    public async Task A_better_prompt_is_proven_shown_and_kept_as_a_patch_and_its_file_is_not_touched()
    {
        await using InstructedModel model = new();
        using Workspace workspace = model.CreateWorkspace();

        PtmOutput output = await workspace.RunAsync(model.Environment, "optimize", "say");

        Assert.True(output.ExitCode == 0, output.Out + output.Error);
        Assert.Contains("say: improved by +100.0 points", output.Out, StringComparison.Ordinal);
        Assert.Contains("held-out score 0.0 -> 100.0", output.Out, StringComparison.Ordinal);
        Assert.Contains("cycle 1: ", output.Out, StringComparison.Ordinal);
        Assert.Contains("+  Say the word. Answer in capital letters.", output.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", output.Out, StringComparison.Ordinal);
        Assert.Equal(InstructedModel.Prompt, workspace.Read(File));

        string folder = Assert.Single(Directory.GetDirectories(workspace.Combine(".ptm/optimizations")));
        string id = Path.GetFileName(folder);
        Assert.EndsWith($"prompts/say.yaml was not touched. To apply the change:\n  git apply .ptm/optimizations/{id}/result.diff\n", output.Out, StringComparison.Ordinal);
        Assert.All(output.Lines, line => Assert.InRange(line.Length, 0, 80));
        await ApplyAsync(workspace.Folder, Path.Combine(folder, "result.diff"));
        Assert.Equal(InstructedModel.Better, workspace.Read(File));

        PtmOutput list = await workspace.RunAsync(model.Environment, "optimize", "list", "say");
        Assert.Contains($"{id}  completed", list.Out, StringComparison.Ordinal);
        Assert.Contains("improved by +100.0 points", list.Out, StringComparison.Ordinal);

        PtmOutput show = await workspace.RunAsync(model.Environment, "optimize", "show", id);
        Assert.Contains("baseline, the prompt as it was: score 0.0", show.Out, StringComparison.Ordinal);
        Assert.Contains("It whispers.", show.Out, StringComparison.Ordinal);
        Assert.Contains(", held out: 1 of 1 passed", show.Out, StringComparison.Ordinal);
        Assert.Contains("+Say the word. Answer in capital letters.", show.Out, StringComparison.Ordinal);
        Assert.Contains($"The change of the prompt's file is in .ptm/optimizations/{id}/result.diff", show.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_to_apply_it_writes_the_text_alone_and_tells_programs_all_in_JSON()
    {
        await using InstructedModel model = new();
        using Workspace workspace = model.CreateWorkspace();

        PtmOutput output = await workspace.RunAsync(model.Environment, "optimize", "say", "--apply", "-o", "out/better.diff", "--format", "jsonl", "--seed", "3", "--max-cost-usd", "1");

        JsonElement[] lines = [.. output.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
        Assert.True(output.ExitCode == 0, output.Out + output.Error);
        Assert.Equal(InstructedModel.Better, workspace.Read(File));
        Assert.Contains("+  Say the word. Answer in capital letters.", workspace.Read("out/better.diff"), StringComparison.Ordinal);
        Assert.Equal(["progress", "optimization", "patch", "end"], lines.Select(line => line.Text("type")).Distinct());
        JsonElement optimization = lines.Single(line => line.Text("type") == "optimization").GetProperty("optimization");
        Assert.Equal("improved", optimization.Text("verdict"));
        Assert.Equal(1, optimization.GetProperty("max_cost_usd").GetDecimal());
        Assert.True(optimization.GetProperty("cost_usd").GetDecimal() is > 0 and <= 1);
        Assert.True(lines[^2].GetProperty("applied").GetBoolean());
        Assert.Equal(0, lines[^1].GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_asked_and_asks_nothing()
    {
        await using InstructedModel model = new();
        using Workspace workspace = model.CreateWorkspace("{ held_out: 0.4, candidates_per_cycle: 2 }");

        PtmOutput output = await workspace.RunAsync(model.Environment, "optimize", "say", "--dry-run", "--stability-samples", "2", "--mutator", "echo", "--max-cost-usd", "0.01");

        Assert.Equal(0, output.ExitCode);
        Assert.Matches(@"\d+ cases for the search, \d+ cases held out, on model; echo proposes", output.Out);
        Assert.Matches(@"baseline: \d+ answers, \$0\.\d+ at most", output.Out);
        Assert.Matches(@"a cycle: up to \d+ answers with its 2 proposals, \$0\.\d+ at most", output.Out);
        Assert.Contains("$0.01 may not suffice for the baseline, a cycle and the held-out cases.", output.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing was asked.", output.Out, StringComparison.Ordinal);
        Assert.Equal(0, model.Calls);
        Assert.False(Directory.Exists(workspace.Combine(".ptm/optimizations")));
    }

    [Fact]
    public async Task What_stands_in_the_way_of_a_proof_or_of_the_patch_is_told_before_anything_is_asked()
    {
        using Workspace workspace = Workspace.WithPromptfoo("""
            prompts: [{ id: prompts.csv, label: say }]
            providers: [echo]
            tests: [{ vars: { q: 1 }, assert: [{ type: equals, value: a }] }, { vars: { q: 2 }, assert: [{ type: equals, value: b }] }, { vars: { q: 3 }, assert: [{ type: equals, value: c }] }]
            """);
        workspace.Write("prompts.csv", "prompt\nSay {{ q }}.\n");

        // Only the first path behind -c is one.
        PtmOutput text = await workspace.RunAsync("optimize", "-c", "promptfooconfig.yaml", "say", "--dry-run");
        PtmOutput json = await workspace.RunAsync("optimize", "-c", "promptfooconfig.yaml", "say", "--dry-run", "--format", "jsonl");
        PtmOutput refused = await workspace.RunAsync("optimize", "-c", "promptfooconfig.yaml", "say", "--apply");

        Assert.True(text.ExitCode == 0, text.Out + text.Error);
        Assert.Contains("prompts.csv: warning PTM5007: A better prompt cannot be written into its file: prompts of '.csv' files are not edited.", text.Out, StringComparison.Ordinal);
        Assert.Contains("0 of 3 cases are held out, and a proof takes 6: any gain would be unproven.\nGive the prompt 6 more cases with checks.", text.Out, StringComparison.Ordinal);
        Assert.Equal(["diagnostic", "estimate", "end"], json.JsonLines.Select(line => line.Text("type")));
        Assert.Equal((0, 6), (json.JsonLines[1].GetProperty("held_out").GetInt32(), json.JsonLines[1].GetProperty("held_out_needed").GetInt32()));
        Assert.True(refused.ExitCode == 2, refused.Out + refused.Error);
        Assert.Contains("error PTM5007", refused.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.Combine(".ptm")));
    }

    [Fact]
    public async Task Where_errors_keep_it_from_being_decided_that_is_the_exit_code_and_a_text_that_no_patch_can_hold_is_kept_beside()
    {
        await using InstructedModel model = new() { Refuses = word => word.EndsWith('1') || word.EndsWith('4') || word.EndsWith('8') };
        using Workspace workspace = model.CreateWorkspace();
        workspace.Write(File, InstructedModel.Prompt.Replace("prompt_text: |", "prompt_text: &text |", StringComparison.Ordinal));

        PtmOutput output = await workspace.RunAsync(model.Environment, "optimize", "say", "--apply", "--dry-run");
        Assert.True(output.ExitCode == 2, output.Out + output.Error);
        Assert.Equal(0, model.Calls);

        output = await workspace.RunAsync(model.Environment, "optimize", "say");
        Assert.True(output.ExitCode == 3, output.Out + output.Error);
        Assert.StartsWith("prompts/say.yaml(4,14): warning PTM5007: A better prompt cannot be written into this file: the text has an anchor or a tag.", output.Out, StringComparison.Ordinal);
        Assert.Contains("say: inconclusive: too many held-out cases ended with an error", output.Out, StringComparison.Ordinal);
        string text = Assert.Single(Directory.GetFiles(workspace.Combine(".ptm"), "result.*", SearchOption.AllDirectories));
        Assert.EndsWith($"The better text is in {Path.GetRelativePath(workspace.Folder, text)}.\n", output.Out, StringComparison.Ordinal);
        Assert.Equal($"Say the word. {InstructedModel.Instruction}\nWord: {{{{ word }}}}\n", await System.IO.File.ReadAllTextAsync(text, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_patch_that_cannot_be_written_where_it_was_asked_for_is_refused_at_once_and_lost_in_no_case()
    {
        await using InstructedModel model = new();
        using Workspace workspace = model.CreateWorkspace();

        PtmOutput folder = await workspace.RunAsync(model.Environment, "optimize", "say", "-o", "prompts", "--dry-run");
        PtmOutput below = await workspace.RunAsync(model.Environment, "optimize", "say", "-o", "ptm.yaml/better.diff");
        PtmOutput own = await workspace.RunAsync(model.Environment, "optimize", "say", "-o", File);

        Assert.Equal((2, 2, 2, 0), (folder.ExitCode, below.ExitCode, own.ExitCode, model.Calls));
        Assert.Contains("it is a folder. Name a file in it.", folder.Out, StringComparison.Ordinal);
        Assert.Contains("ptm.yaml takes no file", below.Out, StringComparison.Ordinal);
        Assert.Contains("this is one of the library's", own.Out, StringComparison.Ordinal);

        // Something else takes the place while money is spent.
        model.OnCall = () => Directory.CreateDirectory(workspace.Combine("better.diff"));
        PtmOutput late = await workspace.RunAsync(model.Environment, "optimize", "say", "-o", "better.diff");

        Assert.True(late.ExitCode == 2, late.Out + late.Error);
        Assert.Contains("better.diff: error PTM3001: The file cannot be written", late.Out, StringComparison.Ordinal);
        string patch = Assert.Single(Directory.GetFiles(workspace.Combine(".ptm"), "result.diff", SearchOption.AllDirectories));
        Assert.EndsWith($"git apply {Path.GetRelativePath(workspace.Folder, patch)}\n", late.Out, StringComparison.Ordinal);
        await ApplyAsync(workspace.Folder, patch);
        Assert.Equal(InstructedModel.Better, workspace.Read(File));
    }

    [Fact]
    public async Task Without_an_improvement_there_is_no_patch_and_an_enforced_target_is_missed()
    {
        await using InstructedModel model = new("Be brief.") { Wavers = true };
        using Workspace workspace = model.CreateWorkspace("{ stability_samples: 1, validation_samples: 1, patience: 1 }");

        PtmOutput none = await workspace.RunAsync(model.Environment, "optimize", "say", "--apply");
        PtmOutput missed = await workspace.RunAsync(model.Environment, "optimize", "say", "--enforce-target-score", "true", "--target-score", "95");

        Assert.True(none.ExitCode == 0, none.Out + none.Error);
        Assert.Contains("say: no improvement found", none.Out, StringComparison.Ordinal);
        Assert.Matches(@"best \d+\.\d, \d+\.\d before more samples; ", none.Out);
        Assert.True(missed.ExitCode == 1, missed.Out + missed.Error);
        Assert.Empty(Directory.GetFiles(workspace.Combine(".ptm"), "result.diff", SearchOption.AllDirectories));
        Assert.Equal(InstructedModel.Prompt, workspace.Read(File));
    }

    [Fact]
    public async Task Variables_stay_whatever_the_mutator_proposes()
    {
        await using InstructedModel model = new($"{InstructedModel.Instruction} In {{{{ language }}}}.");
        using Workspace workspace = model.CreateWorkspace("{ stability_samples: 1, validation_samples: 1, patience: 1 }");

        PtmOutput output = await workspace.RunAsync(model.Environment, "optimize", "say");

        Assert.True(output.ExitCode == 0, output.Out + output.Error);
        Assert.Contains("no improvement found", output.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(model.Answered.Keys, prompt => prompt.StartsWith("Say the word. Answer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "no prompt", "optimize", "nobody")]
    [InlineData(2, "Name the PROMPT to optimize", "optimize")]
    [InlineData(
        2,
        "--seed takes a whole number from 0 to 2147483647, and '2147483648' was given.\n--comparison-strategy takes pareto, mean, no_regressions, and 'best' was given.\n--variance-aware-mutator takes true, false, and 'maybe' was given.\n",
        "optimize", "say", "--comparison-strategy", "best", "--variance-aware-mutator", "maybe", "--seed", "2147483648")]
    [InlineData(4, "has no test case", "optimize", "empty")]
    public async Task What_cannot_be_done_is_said_with_its_exit_code(int exitCode, string message, params string[] arguments)
    {
        await using InstructedModel model = new();
        using Workspace workspace = model.CreateWorkspace();
        workspace.Write("prompts/empty.yaml", "id: empty\nprompt_text: x\nprovider_profiles: [model]\n");

        PtmOutput output = await workspace.RunAsync(model.Environment, arguments);

        Assert.True(output.ExitCode == exitCode, output.Out + output.Error);
        Assert.Contains(message, output.Out + output.Error, StringComparison.Ordinal);
        Assert.Equal(0, model.Calls);
    }

    [Fact]
    public async Task Ctrl_C_stops_within_two_seconds_and_the_same_command_goes_on_without_paying_twice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        await using InstructedModel unbroken = new();
        await using InstructedModel model = new() { HangsAfter = 14 };
        using Workspace whole = unbroken.CreateWorkspace();
        using Workspace workspace = model.CreateWorkspace();
        string[] command = ["optimize", "say", "--max-concurrency", "2"];
        await whole.RunAsync(unbroken.Environment, command);

        using PtmProcess process = PtmProcess.StartInterruptible(workspace.Folder, command, model.Environment);
        while (model.Calls < 15)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Stopwatch watch = Stopwatch.StartNew();
        process.Interrupt();
        PtmOutput interrupted = await process.WaitAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), watch.Elapsed.ToString());
        Assert.True(interrupted.ExitCode == 130, interrupted.Out + interrupted.Error);
        Assert.Contains("Interrupted. The same command goes on", interrupted.Out, StringComparison.Ordinal);

        model.HangsAfter = int.MaxValue;
        PtmOutput resumed = await workspace.RunAsync(model.Environment, command);

        Assert.True(resumed.ExitCode == 0, resumed.Out + resumed.Error);
        Assert.Contains("Going on with optimization", resumed.Out, StringComparison.Ordinal);
        Assert.Contains("improved by +100.0 points", resumed.Out, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(workspace.Combine(".ptm/optimizations")));

        // Only what was in flight is asked again.
        Assert.InRange(model.Calls, unbroken.Calls, unbroken.Calls + 2);
    }

    [Fact]
    public async Task With_a_server_it_is_optimized_there_and_the_result_is_a_version_that_is_not_newest()
    {
        await using InstructedModel model = new();
        using Workspace workspace = model.CreateWorkspace();
        string token = (await workspace.RunAsync("token", "create", "--user", "ada", "--scope", "admin")).Out.Trim();
        using PtmProcess server = PtmProcess.Start(workspace.Folder, ["serve", "--url", "http://127.0.0.1:0"], model.Environment);
        string url = (await server.LineWithAsync("Serving at")).Split(' ')[2];
        Dictionary<string, string> environment = new() { ["PTM_API_BASE_URL"] = url, ["PTM_API_TOKEN"] = token };
        using Workspace elsewhere = new();

        PtmOutput refused = await elsewhere.RunAsync(environment, "optimize", "say", "--apply");
        PtmOutput output = await elsewhere.RunAsync(environment, "optimize", "say");
        PtmOutput pulled = await elsewhere.RunAsync(environment, "pull", "say", "-o", "newest.yaml");
        PtmOutput result = await elsewhere.RunAsync(environment, "pull", "say", "--version", "2", "-o", "result.yaml");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--apply is for optimizing in this process", refused.Out, StringComparison.Ordinal);
        Assert.True(output.ExitCode == 0, output.Out + output.Error);
        Assert.Contains("improved by +100.0 points", output.Out, StringComparison.Ordinal);
        Assert.Contains("Version 2 on the server holds the better prompt", output.Out, StringComparison.Ordinal);
        Assert.Equal((0, 0), (pulled.ExitCode, result.ExitCode));
        Assert.DoesNotContain(InstructedModel.Instruction, elsewhere.Read("newest.yaml"), StringComparison.Ordinal);
        Assert.Contains(InstructedModel.Instruction, elsewhere.Read("result.yaml"), StringComparison.Ordinal);
    }

    static async Task ApplyAsync(string folder, string patch)
    {
        ProcessStartInfo start = new("git", ["apply", patch]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true };
        start.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(folder);
        using Process git = Process.Start(start)!;
        string error = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(git.ExitCode == 0, error);
    }
}
