using System.Text.Json;
using Snapshooter.Xunit3;

namespace Ptm.Cli.Tests;

/// <summary><c>ptm pull</c>: a server's prompt becomes a file that discovery sees.</summary>
public sealed class PullTests : IClassFixture<ServedLibrary>, IDisposable
{
    readonly ServedLibrary _server;
    readonly Workspace _workspace = new();

    public PullTests(ServedLibrary server)
    {
        _server = server;
        _workspace.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_prompt_is_pulled_evaluated_and_pulled_again()
    {
        JsonElement created = await CreateAsync("refund", "You refund {{ item }}.\nBe brief.\n");

        PtmOutput pulled = await PullAsync("refund");
        Assert.Equal((0, "Wrote prompts/refund.yaml: version 1 of refund, 1 case. 'ptm eval -c prompts/refund.yaml' evaluates it.\n"), (pulled.ExitCode, pulled.Out));
        Assert.Contains($"hash: \"{created.Text("hash")}\"", _workspace.Read("prompts/refund.yaml"), StringComparison.Ordinal);
        Snapshot.Match(_workspace.Read("prompts/refund.yaml"));

        PtmOutput evaluated = await _workspace.RunAsync(_server.Environment, "eval");
        Assert.True(evaluated.ExitCode == 0, evaluated.Out);
        Assert.DoesNotContain("warning", evaluated.Out, StringComparison.Ordinal);

        PtmOutput again = await PullAsync("refund");
        Assert.Equal((0, "prompts/refund.yaml is at version 1 of refund already.\n"), (again.ExitCode, again.Out));
    }

    [Fact]
    public async Task A_pulled_file_that_is_older_than_the_servers_version_is_a_warning_until_it_is_pulled_again()
    {
        await CreateAsync("ageing", "one {{ item }}");
        await PullAsync("ageing");
        await CreateAsync("ageing", "two {{ item }}");

        PtmOutput evaluated = await _workspace.RunAsync(_server.Environment, "eval");
        Assert.Equal(0, evaluated.ExitCode);
        Assert.Contains(
            "prompts/ageing.yaml(1,1): warning PTM2005: This file was pulled at version 1 of 'ageing', and the server has version 2. 'ptm pull ageing' brings it.",
            evaluated.Lines);

        PtmOutput pulled = await PullAsync("ageing");
        Assert.StartsWith("Wrote prompts/ageing.yaml: version 2 of ageing", pulled.Out, StringComparison.Ordinal);
        PtmOutput earlier = await PullAsync("ageing", "--version", "1", "-o", "old/first.yaml");
        Assert.StartsWith("Wrote old/first.yaml: version 1 of ageing", earlier.Out, StringComparison.Ordinal);
        Assert.Contains("prompt_text: \"one {{ item }}\"", _workspace.Read("old/first.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("warning", (await _workspace.RunAsync(_server.Environment, "eval")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_edited_is_not_lost_without_force()
    {
        await CreateAsync("edited", "theirs");
        await PullAsync("edited");
        _workspace.Write("prompts/edited.yaml", _workspace.Read("prompts/edited.yaml").Replace("theirs", "mine", StringComparison.Ordinal));

        PtmOutput refused = await PullAsync("edited");
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("prompts/edited.yaml: error PTM5007: This file was edited since it was pulled", refused.Out, StringComparison.Ordinal);
        Assert.Contains("mine", _workspace.Read("prompts/edited.yaml"), StringComparison.Ordinal);

        Assert.Equal(0, (await PullAsync("edited", "--force")).ExitCode);
        Assert.Contains("theirs", _workspace.Read("prompts/edited.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_that_lies_in_a_file_already_stays_there()
    {
        await CreateAsync("moved", "theirs");
        _workspace.Write("prompts/deep/own.yaml", "id: moved\nprompt_text: mine\ntests: [{assert: [{type: contains, value: i}]}]\n");

        Assert.Contains("prompts/deep/own.yaml: error PTM5007", (await PullAsync("moved")).Out, StringComparison.Ordinal);
        Assert.StartsWith("Wrote prompts/deep/own.yaml", (await PullAsync("moved", "--force")).Out, StringComparison.Ordinal);
        Assert.False(File.Exists(_workspace.Combine("prompts/moved.yaml")));
    }

    [Fact]
    public async Task A_file_of_another_prompt_is_not_written_over()
    {
        await CreateAsync("a/b", "slash");
        await CreateAsync("a b", "space");

        Assert.StartsWith("Wrote prompts/a-b.yaml: version 1 of a/b", (await PullAsync("a/b")).Out, StringComparison.Ordinal);
        PtmOutput refused = await PullAsync("a b");

        Assert.Equal((2, true), (refused.ExitCode, refused.Out.StartsWith("prompts/a-b.yaml: error PTM5007: This file holds the prompt 'a/b'.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_prompt_with_promptfoos_rules_is_refused()
    {
        await _server.CreateAsync(new { id = "foo", prompt_text = "{{ item }}", promptfoo = true });

        PtmOutput refused = await PullAsync("foo");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("error PTM3004: The prompt 'foo' cannot be kept as a file: it comes from a promptfoo config", refused.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Combine("prompts")));
    }

    [Fact]
    public async Task What_the_server_does_not_have_leaves_no_file()
    {
        PtmOutput missing = await PullAsync("nobody");
        PtmOutput version = await PullAsync("nobody", "--version", "7");
        PtmOutput nowhere = await _workspace.RunAsync("pull", "nobody");

        Assert.Equal((2, 2, 2), (missing.ExitCode, version.ExitCode, nowhere.ExitCode));
        Assert.Contains("error PTM3009: There is no prompt 'nobody'", missing.Out, StringComparison.Ordinal);
        Assert.Contains("error PTM3009: ", version.Out, StringComparison.Ordinal);
        Assert.Contains("set PTM_API_BASE_URL to its address", nowhere.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Combine("prompts")));
    }

    Task<PtmOutput> PullAsync(params string[] arguments) => _workspace.RunAsync(_server.Environment, ["pull", .. arguments]);

    Task<JsonElement> CreateAsync(string id, string text) => _server.CreateAsync(new
    {
        id,
        prompt_text = text,
        provider_profiles = new[] { "echo" },
        tests = new[] { new { description = "has an e", vars = new { item = "the lamp", price = 1.50m }, assert = new[] { new { type = "contains", value = "e" } } } },
    });
}
