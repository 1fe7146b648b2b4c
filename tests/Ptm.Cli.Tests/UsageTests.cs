using Snapshooter;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    readonly Workspace _workspace = Workspace.WithTests("tests: [{vars: {text: a}, assert: [{type: equals, value: a}]}]");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("eval")]
    [InlineData("validate")]
    [InlineData("init")]
    [InlineData("report")]
    [InlineData("power")]
    [InlineData("serve")]
    [InlineData("token")]
    [InlineData("token create")]
    [InlineData("token list")]
    [InlineData("token revoke")]
    [InlineData("pull")]
    [InlineData("record")]
    [InlineData("cassettes")]
    [InlineData("cassettes verify")]
    [InlineData("cassettes prune")]
    [InlineData("judge check")]
    [InlineData("optimize")]
    public async Task Help_shows_every_option(string command)
    {
        PtmOutput output = await _workspace.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (output.ExitCode, output.Error));
        Snapshot.Match(output.Out, SnapshotNameExtension.Create(command.Length == 0 ? "ptm" : command.Replace(' ', '_')));
    }

    [Theory]
    [InlineData("evl", "'evl'", "'ptm --help'")]
    [InlineData("eval --max-concurency 3", "'--max-concurency'", "'ptm eval --help'")]
    [InlineData("init a b", "'b'", "'ptm init --help'")]
    [InlineData("eval --max-errors", "'--max-errors'", "'ptm eval --help'")]
    [InlineData("eval -c prompts --min-pass-rat 0.9", "Unrecognized option '--min-pass-rat'. Did you mean --min-pass-rate?", "'ptm eval --help'")]
    [InlineData("eval --min-pass-rat 0.9", "'--min-pass-rat'. Did you mean --min-pass-rate?", "'ptm eval --help'")]
    [InlineData("eval x.yaml", "'x.yaml'. Did you mean -c x.yaml?", "'ptm eval --help'")]
    [InlineData("eval --no-cache", "It is called --cassettes off here.", "'ptm eval --help'")]
    [InlineData("eval -c prompts/p.yaml -j 4", "It is called --max-concurrency here.", "'ptm eval --help'")]
    [InlineData("view", "ptm eval -o run.html", "'ptm --help'")]
    public async Task Bad_usage_names_what_is_wrong_and_where_help_is(string arguments, string wrong, string hint)
    {
        PtmOutput output = await _workspace.RunAsync(arguments.Split(' '));

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains(wrong, output.Error, StringComparison.Ordinal);
        Assert.Contains(hint, output.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("101", "a number from 0 to 100", "--min-score")]
    [InlineData("1.01", "a number from 0 to 1", "--min-pass-rate")]
    [InlineData("80%", "a number from 0 to 100", "--min-score")]
    [InlineData("0,9", "a number from 0 to 1", "--min-pass-rate")]
    [InlineData("1e300", "a number, 0 or more", "--max-cost-usd")]
    [InlineData("-1", "a number, 0 or more", "--max-cost-usd", "--max-latency-ms")]
    [InlineData("NaN", "a number, 0 or more", "--max-cost-usd", "--max-latency-ms")]
    [InlineData("-1", "a whole number, 0 or more", "--max-errors", "--max-unchecked")]
    [InlineData("0", "a whole number, 1 or more", "--max-concurrency")]
    [InlineData("1.5", "a whole number, 1 or more", "--max-concurrency")]
    public async Task A_value_out_of_range_names_the_option_and_its_range(string value, string range, params string[] options)
    {
        PtmOutput output = await _workspace.RunAsync(["eval", .. options.SelectMany(option => new[] { option, value })]);

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Equal(
            [.. options.Select(option => $"{option} takes {range}, and '{value}' was given."), "'ptm eval --help' lists what there is."],
            output.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--cassettes", "play", "replay")]
    [InlineData("--format", "xml", "jsonl")]
    [InlineData("--output", "run.pdf", ".html, .json, .md, .csv, .sarif or .xml")]
    [InlineData("--config", "", "a file or a folder")]
    public async Task A_value_that_is_none_of_those_known_names_them(string option, string value, string known)
    {
        PtmOutput output = await _workspace.RunAsync("eval", option, value);

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains(known, output.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval", "--write-baseline")]
    [InlineData("eval", "--write-baseline", " ")]
    [InlineData("eval", "--baseline")]
    [InlineData("eval", "--filter-failing")]
    [InlineData("eval", "--filter-errors-only")]
    [InlineData("eval", "--assembly")]
    [InlineData("power --difference 0.1", "--from")]
    [InlineData("judge check labels.csv", "--rubric-prompt")]
    [InlineData("judge check", "")]
    public async Task Empty_text_is_no_path_and_refused_before_anything_runs(string command, string option, string empty = "")
    {
        PtmOutput output = await _workspace.RunAsync([.. command.Split(' '), .. option.Length > 0 ? [option, empty] : new[] { empty }]);

        Assert.Equal((2, ""), (output.ExitCode, output.Out));
        Assert.Contains($"{(option.Length > 0 ? option : "FILE")} takes a path, and empty text was given.", output.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--provider", "eco", "PTM3009", "'echo'")]
    [InlineData("--prompt", "q", "PTM3009", "'p'")]
    [InlineData("--assembly", "nope.dll", "PTM3001", "nope.dll")]
    [InlineData("--config", "nope.yaml", "PTM3001", "nope.yaml")]
    public async Task A_name_that_means_nothing_is_an_error_before_anything_runs(string option, string value, string code, string named)
    {
        PtmOutput output = await _workspace.RunAsync("eval", option, value);

        Assert.Equal(2, output.ExitCode);
        Assert.Contains($"error {code}: ", output.Out, StringComparison.Ordinal);
        Assert.Contains(named, output.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Evaluating", output.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("validate")]
    public async Task A_folder_without_a_library_says_how_to_make_one(string command)
    {
        using Workspace empty = new();

        PtmOutput output = await empty.RunAsync(command);

        Assert.Equal(2, output.ExitCode);
        Assert.StartsWith($"{empty.Folder}: error PTM3001: No ptm.yaml and no promptfooconfig.yaml", output.Out, StringComparison.Ordinal);
        Assert.Contains("'ptm init' makes one", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_folders_at_once_are_refused_with_what_to_do()
    {
        PtmOutput output = await _workspace.RunAsync("eval", "-c", "prompts", "prompts");

        Assert.Equal((2, "prompts: error PTM3001: This is a folder among several paths. Name one folder alone, or files.\n"), (output.ExitCode, output.Out));
    }

    [Theory]
    [InlineData("cassettes: {mode: play}", "ptm.yaml(1,19): error PTM3004: 'mode' takes replay, auto, record, off")]
    [InlineData("provders: {}", "ptm.yaml(1,1): error PTM3003: ptm.yaml has no key 'provders'. Did you mean 'providers'?")]
    [InlineData("providers: {gpt: {type: opnai}}", "ptm.yaml(1,25): error PTM3004: There is no provider type 'opnai'. Did you mean 'openai'?")]
    [InlineData("providers: {gpt: {type: openai, timeout_seconds: 0}}", "ptm.yaml(1,50): error PTM3004: ")]
    [InlineData("providers: [", "ptm.yaml(2,1): error PTM3002: ")]
    public async Task What_is_wrong_in_ptm_yaml_is_an_error_at_its_place(string content, string error)
    {
        _workspace.Write("ptm.yaml", content + "\n");

        PtmOutput output = await _workspace.RunAsync("eval");

        Assert.Equal(2, output.ExitCode);
        Assert.StartsWith(error, output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_file_that_cannot_be_written_does_not_hide_what_was_found()
    {
        _workspace.Write("taken", "");

        PtmOutput output = await _workspace.RunAsync("eval", "-o", "taken/run.json");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("PTM3001", output.Out, StringComparison.Ordinal);
        Assert.Contains("1 passed", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_output_that_is_named_is_written()
    {
        PtmOutput output = await _workspace.RunAsync("eval", "-o", "a.json", "-o", "new/b.json");

        Assert.Equal(0, output.ExitCode);
        Assert.Equal(_workspace.Read("a.json"), _workspace.Read("new/b.json"));
    }
}
