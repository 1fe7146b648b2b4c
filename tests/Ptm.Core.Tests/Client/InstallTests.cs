using System.Text.Json;

namespace Ptm.Core.Tests.Client;

public sealed class InstallTests : IDisposable
{
    readonly TempFolder _home = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Skills => Path.Combine(_home.Path, ".claude", "skills");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_skill_lies_in_its_folder_with_its_files()
    {
        await using PlayedServer server = new(PlayedPtm.Answer);
        using PtmClient client = PlayedPtm.Client(server);

        string folder = await client.Skills.InstallForClaudeCodeAsync("s1", homeFolder: _home.Path, cancellationToken: Token);

        Assert.Equal(Path.Combine(Skills, "summarizer"), folder);
        Assert.Equal("---\nname: summarizer\n---\nSummarize", Read("summarizer/SKILL.md"));
        Assert.Equal("A", Read("summarizer/docs/a.md"));
        Assert.Equal(3, JsonElement.Parse(Read("summarizer/manifest.json")).GetProperty("version").GetInt32());
        Assert.Equal(["summarizer"], Directory.EnumerateFileSystemEntries(Skills).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Installing_again_replaces_what_was_there()
    {
        await InstallAsync("""{"prompt_md": "1", "files": {"old.md": "x"}}""");
        await InstallAsync("""{"prompt_md": "2", "files": {}}""");

        Assert.Equal("2", Read("mine/SKILL.md"));
        Assert.Equal(["SKILL.md"], Directory.EnumerateFileSystemEntries(Path.Combine(Skills, "mine")).Select(Path.GetFileName));
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Skills).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/x")]
    [InlineData("C:/x")]
    [InlineData("a\\\\..\\\\x")]
    [InlineData("a//b")]
    [InlineData("./x")]
    [InlineData("a/..")]
    [InlineData("x.")]
    [InlineData("nul.txt")]
    [InlineData("a\\u0000b")]
    [InlineData("")]
    [InlineData("skill.md")]
    public async Task A_file_that_leaves_the_folder_installs_nothing(string path)
    {
        PtmException e = await Assert.ThrowsAsync<PtmException>(() => InstallAsync($$"""{"prompt_md": "x", "files": {"good.md": "x", "{{path}}": "x"} }"""));

        Assert.Equal(422, e.Status);
        Assert.False(Directory.Exists(Skills));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("con")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task A_name_that_is_no_folder_is_refused(string name)
    {
        await Assert.ThrowsAsync<PtmException>(() => InstallAsync("""{"prompt_md": "x"}""", name));

        Assert.False(Directory.Exists(Skills));
    }

    [Fact]
    public async Task A_link_in_the_folders_place_is_not_followed()
    {
        string elsewhere = Directory.CreateDirectory(_home.Combine("elsewhere")).FullName;
        Directory.CreateDirectory(Skills);
        Directory.CreateSymbolicLink(Path.Combine(Skills, "mine"), elsewhere);

        await Assert.ThrowsAsync<PtmException>(() => InstallAsync("""{"prompt_md": "x"}"""));

        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
        Assert.Single(Directory.EnumerateFileSystemEntries(Skills));
    }

    [Fact]
    public async Task A_folder_that_is_no_skill_is_left_alone()
    {
        _home.Write(".claude/skills/mine/thesis.txt", "years of work");

        await Assert.ThrowsAsync<PtmException>(() => InstallAsync("""{"prompt_md": "x"}"""));

        Assert.Equal("years of work", Read("mine/thesis.txt"));
    }

    [Fact]
    public async Task A_skill_that_is_too_large_installs_nothing()
    {
        string files = string.Join(", ", Enumerable.Range(0, 1_001).Select(i => $"\"{i}.md\": \"\""));

        await Assert.ThrowsAsync<PtmException>(() => InstallAsync($$"""{"prompt_md": "x", "files": {{{files}}} }"""));

        Assert.False(Directory.Exists(Skills));
    }

    async Task InstallAsync(string contents, string name = "mine")
    {
        await using PlayedServer server = new(PlayedAnswer.Json(contents));
        using PtmClient client = PlayedPtm.Client(server);
        await client.Skills.InstallForClaudeCodeAsync("s1", name, _home.Path, Token);
    }

    string Read(string path) => File.ReadAllText(Path.Combine(Skills, path));
}
