using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

public sealed class StarterTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task What_init_writes_is_green_at_once_and_offline()
    {
        PtmOutput init = await _workspace.RunAsync("init");
        PtmOutput eval = await _workspace.RunAsync("eval", "--max-concurrency", "1", "--cassettes", "replay");

        Assert.Equal((0, 0), (init.ExitCode, eval.ExitCode));
        Snapshot.Match(_workspace.Scrub(init.Out + "\n" + eval.Out));
    }

    [Fact]
    public async Task Init_overwrites_nothing()
    {
        _workspace.Write("ptm.yaml", "# mine\n");

        PtmOutput init = await _workspace.RunAsync("init", _workspace.Folder);

        Assert.Equal(0, init.ExitCode);
        Assert.Equal("# mine\n", _workspace.Read("ptm.yaml"));
        Assert.Contains($"kept   {_workspace.Combine("ptm.yaml")}", init.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_workspace.Combine("prompts/greeting.yaml")));
    }

    [Theory]
    [InlineData("promptfooconfig.yaml", "'ptm eval'")]
    [InlineData("promptfooconfig.json", "'ptm eval -c promptfooconfig.json'")]
    [InlineData("promptfooconfig.js", "'ptm eval'")]
    public async Task Init_shadows_no_promptfoo_config(string config, string next)
    {
        _workspace.Write(config, "{}");

        PtmOutput init = await _workspace.RunAsync("init");

        Assert.Equal(2, init.ExitCode);
        Assert.Contains($"{config} is here", init.Out, StringComparison.Ordinal);
        Assert.Contains(next, init.Out, StringComparison.Ordinal);
        Assert.Equal([config], Directory.EnumerateFileSystemEntries(_workspace.Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("ptm.yaml")]
    [InlineData("prompts/greeting.yaml")]
    public async Task The_line_for_editors_leads_to_a_schema_that_is_there(string name)
    {
        const string Line = "# yaml-language-server: $schema=";
        await _workspace.RunAsync("init");

        string first = _workspace.Read(name).Split('\n')[0];

        Assert.StartsWith(Line, first, StringComparison.Ordinal);
        string schema = Path.Combine(Path.GetDirectoryName(_workspace.Combine(name))!, first[Line.Length..]);
        Assert.Equal(Content(Path.Combine(Repository.Root, "schemas", Path.GetFileName(schema))), Content(schema));
    }

    [Fact]
    public async Task Half_written_recordings_stay_out_of_the_repository_and_whole_ones_do_not()
    {
        await _workspace.RunAsync("init");
        _workspace.Write(".ptm/cassettes/gpt.jsonl", "");
        _workspace.Write(".ptm/cassettes/gpt.jsonl.tmp", "");
        _workspace.Write(".ptm/cassettes/.0123.recording", "");
        _workspace.Write(".ptm/ptm.db", "");
        _workspace.Write(".ptm/ptm.db-wal", "");
        using (PtmProcess git = PtmProcess.Start("git", ["init", "-q"], _workspace.Folder, null))
        {
            await git.WaitAsync();
        }

        using PtmProcess status = PtmProcess.Start("git", ["status", "--porcelain", "-uall"], _workspace.Folder, null);
        string[] untracked = (await status.WaitAsync()).Lines;

        Assert.Contains("?? .ptm/cassettes/gpt.jsonl", untracked);
        Assert.DoesNotContain("?? .ptm/cassettes/gpt.jsonl.tmp", untracked);
        Assert.DoesNotContain("?? .ptm/cassettes/.0123.recording", untracked);
        Assert.DoesNotContain(untracked, line => line.Contains("ptm.db", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Init_where_a_file_stands_says_so()
    {
        _workspace.Write("taken", "");

        PtmOutput output = await _workspace.RunAsync("init", "taken");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("PTM3001", output.Out, StringComparison.Ordinal);
    }

    static string Content(string path) => File.ReadAllText(path);
}
