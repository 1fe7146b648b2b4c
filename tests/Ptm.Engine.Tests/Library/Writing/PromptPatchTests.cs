using System.Diagnostics;
using System.Text;
using Ptm.Engine.Library;
using Ptm.Engine.Library.Writing;
using Ptm.Engine.Optimizing.Candidates;

namespace Ptm.Engine.Tests.Library.Writing;

/// <summary>A better prompt in the place of the one in its file: nothing else of the file changes.</summary>
public sealed class PromptPatchTests : IDisposable
{
    const string Own = "prompts/p.yaml";
    const string Config = "promptfooconfig.yaml";

    readonly TempFolder _folder = new();

    /// <summary>The file, what it holds, what stands in the prompt and what shall stand there, and the file then.</summary>
    public static TheoryData<string, string, string, string, string> Files() => new()
    {
        { Own, "# top\nid: p\nprompt_text: |\n  Answer {{ q }}.\n\n  Be kind.\n\n# below\ntests: [] # none\n", "kind.", "kind.\nUse USD.", "# top\nid: p\nprompt_text: |\n  Answer {{ q }}.\n\n  Be kind.\n  Use USD.\n\n# below\ntests: [] # none\n" },
        { Own, "id: p\nprompt_text: |- # why\n      Answer {{ q }}\n      now\ntags: [a]\n", "now", "now\n  - today", "id: p\nprompt_text: |- # why\n      Answer {{ q }}\n      now\n        - today\ntags: [a]\n" },
        { Own, "id: p\ntags: [a]\nprompt_text: |\n  Answer {{ q }}", "Answer", "Say", "id: p\ntags: [a]\nprompt_text: |-\n  Say {{ q }}" },
        { Own, "id: p\nprompt_text: |+\n  Answer\n\n\ntags: [a]\n", "Answer", "Say", "id: p\nprompt_text: |+\n  Say\n\n\ntags: [a]\n" },
        { Own, "id: p\nprompt_text: >\n  Answer\n  {{ q }}\n\n  well\ntags: [a]\n", "well", "well\n# USD", "id: p\nprompt_text: |\n  Answer {{ q }}\n  well\n  # USD\ntags: [a]\n" },
        { Own, "id: p\nprompt_text: |2\n    indented\n  Answer\ntags: [a]\n", "  indented\n", "first\n", "id: p\nprompt_text: |\n  first\n  Answer\ntags: [a]\n" },
        { Own, "id: p\nprompt_text: |\n  Answer\t{{ q }}  \n  x\n", "x", "y\tz", "id: p\nprompt_text: |\n  Answer\t{{ q }}  \n  y\tz\n" },
        { Own, "id: p\nprompt_text: |\n  Answer\n", "Answer", " Answer", "id: p\nprompt_text: \" Answer\\n\"\n" },
        { Own, "id: p\r\nprompt_text: |\r\n  Answer\r\n  now\r\ntags: [a]\r\n", "now", "now\n\nthen", "id: p\r\nprompt_text: |\r\n  Answer\r\n  now\r\n\r\n  then\r\ntags: [a]\r\n" },
        { Own, "\uFEFFid: p\nprompt_text: Answer {{ q }} # why\n", "Answer", "Say", "\uFEFFid: p\nprompt_text: Say {{ q }} # why\n" },
        { Own, "id: p\nprompt_text: Answer {{ q }} # why\ntags: [a]\n", "Answer", "Say\nall of", "id: p\nprompt_text: |- # why\n  Say\n  all of {{ q }}\ntags: [a]\n" },
        { Own, "id: p\nprompt_text: Answer {{ q }} # why\n", "Answer", "Say: it #", "id: p\nprompt_text: |- # why\n  Say: it # {{ q }}\n" },
        { Own, "id: p\nprompt_text: 'It''s {{ q }}' # why\n", "It's", "That's", "id: p\nprompt_text: 'That''s {{ q }}' # why\n" },
        { Own, "id: p\nprompt_text: 'It''s\n\n  {{ q }}'\ntags: [a]\n", "It's", "That's", "id: p\nprompt_text: |-\n  That's\n  {{ q }}\ntags: [a]\n" },
        { Own, "id: p\nprompt_text: \"Answer\\n{{ q }} \\u00e4\"   # why\n", "Answer", "Say \"it\"", "id: p\nprompt_text: \"Say \\\"it\\\"\\n{{ q }} ä\"   # why\n" },
        { Own, "{id: p, prompt_text: 'Answer {{ q }}', tags: [a]}\n", "Answer", "Say\nall of", "{id: p, prompt_text: \"Say\\nall of {{ q }}\", tags: [a]}\n" },
        { Own, "id: p\nprompt_text:\n  Answer\n  {{ q }}\ntags: [a]\n", "Answer", "Say", "id: p\nprompt_text:\n  Say {{ q }}\ntags: [a]\n" },
        { Own, "id: p\nmessages:\n  # kind\n  - role: system\n    content: |\n      Answer\n  - { role: user, content: '{{ q }}' } # asks\ntags: [a]\n", "Answer", "Say\nUSD", "id: p\nmessages:\n  # kind\n  - role: system\n    content: |\n      Say\n      USD\n  - { role: user, content: '{{ q }}' } # asks\ntags: [a]\n" },
        { Config, "prompts:\n  # first\n  - Answer {{ q }}\n  - |\n    Other {{ q }}\n  # last\nproviders: [echo]\n", "Answer", "Say\nall of", "prompts:\n  # first\n  - |-\n    Say\n    all of {{ q }}\n  - |\n    Other {{ q }}\n  # last\nproviders: [echo]\n" },
        { Config, "prompts:\n-   |\n  Answer {{ q }}\n-   'Other'\nproviders: [echo]\n", "Answer", "Say", "prompts:\n-   |\n  Say {{ q }}\n-   'Other'\nproviders: [echo]\n" },
        { Config, "prompts: ['Answer {{ q }}', other]\nproviders: [echo]\n", "Answer", "Say", "prompts: ['Say {{ q }}', other]\nproviders: [echo]\n" },
        { Config, "prompts: Answer {{ q }}\nproviders: [echo]\n", "Answer", "Say", "prompts: Say {{ q }}\nproviders: [echo]\n" },
        { Config, "prompts:\n  - id: a\n    raw: Answer {{ q }}\n    label: b\nproviders: [echo]\n", "Answer", "Say", "prompts:\n  - id: a\n    raw: Say {{ q }}\n    label: b\nproviders: [echo]\n" },
        { "one.txt", "\uFEFF\n\nAnswer {{ q }}\r\nnow\r\n\r\n---\r\nOther {{ q }}\r\n", "now", "now\nthen", "\uFEFF\n\nAnswer {{ q }}\r\nnow\r\nthen\r\n\r\n---\r\nOther {{ q }}\r\n" },
        { "one.md", "# Answer\n\n{{ q }}\n", "Answer", "Say", "# Say\n\n{{ q }}\n" },
        { "chat.json", "[\n  {\"role\": \"system\",   \"content\": \"Answer\"},\n  {\"role\": \"user\", \"content\": \"{{ q }}\"}\n]\n", "Answer", "Say \"it\"", "[\n  {\"role\": \"system\",   \"content\": \"Say \\\"it\\\"\"},\n  {\"role\": \"user\", \"content\": \"{{ q }}\"}\n]\n" },
        { "chat.json", "{ \"system\": \"Answer\", \"user\" : \"{{ q }}\", \"n\": 1.0 }\n", "Answer", "Say", "{ \"system\": \"Say\", \"user\" : \"{{ q }}\", \"n\": 1.0 }\n" },
        { "chat.json", "[{% for m in q %}\n  \"Answer\"\n{% endfor %}]\n", "Answer", "Say", "[{% for m in q %}\n  \"Say\"\n{% endfor %}]\n" },
        { "chat.yaml", "# kind\n- role: system\n  content: |  # why\n    Answer\n- { role: user, content: '{{ q }}' } # asks\n", "Answer", "Say\nUSD", "# kind\n- role: system\n  content: |  # why\n    Say\n    USD\n- { role: user, content: '{{ q }}' } # asks\n" },
        { "chat.yml", "- role: user\r\n  content:\r\n    - type: text\r\n      text: Answer {{ q }} # why\r\n    - { type: image_url, image_url: { url: '{{ u }}' } }\r\n  cache: 1.0\r\n", "Answer", "Say", "- role: user\r\n  content:\r\n    - type: text\r\n      text: Say {{ q }} # why\r\n    - { type: image_url, image_url: { url: '{{ u }}' } }\r\n  cache: 1.0\r\n" },
        { "chat.yaml", "system: Answer # kind\nuser: \"{{ q }}\"\n", "Answer", "Say", "system: Say # kind\nuser: \"{{ q }}\"\n" },
        { "chat.yaml", "{% for m in q %}\n- role: user\n  content: Answer\n{% endfor %}\n", "Answer", "Say", "{% for m in q %}\n- role: user\n  content: Say\n{% endfor %}\n" },
        { "many.jsonl", "\n [{\"role\": \"user\", \"content\": \"Answer {{ q }}\"}] \r\n[{\"role\":\"user\",\"content\":\"Other\"}]\r\n", "Answer", "Say", "\n [{\"role\": \"user\", \"content\": \"Say {{ q }}\"}] \r\n[{\"role\":\"user\",\"content\":\"Other\"}]\r\n" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Only_the_text_of_the_prompt_changes(string name, string content, string find, string replace, string expected)
    {
        string path = Write(name, content);
        PromptDefinition prompt = Open(name);
        PromptDefinition better = Better(prompt, find, replace);

        PromptPatch patch = PromptPatch.Of(prompt, better);
        Assert.Equal(content, Text(path));
        patch.Apply();

        Assert.Equal(expected, Text(path));
        PromptDefinition read = Open(name);
        Assert.Equal(PromptParts.Of(better).Parts, PromptParts.Of(read).Parts);
        Assert.Equal(expected, Patched.By(content, patch.Diff(_folder.Path)));
    }

    [Fact]
    public async Task Git_applies_the_patches()
    {
        StringBuilder patches = new();
        List<(string Path, string Expected)> files = [];
        foreach ((string name, string content, string find, string replace, string expected) in Files().Select(row => row.Data))
        {
            // A folder with a space for each of them.
            string folder = Path.Combine(_folder.Path, $"case {files.Count}");
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
            WriteConfigFor(folder, name);
            PromptDefinition prompt = PromptLibrary.Open(PathToOpen(folder, name)).Prompts.First();
            patches.Append(PromptPatch.Of(prompt, Better(prompt, find, replace)).Diff(_folder.Path));
            files.Add((path, expected));
        }

        string patch = Path.Combine(_folder.Path, "all.diff");
        await File.WriteAllTextAsync(patch, patches.ToString(), TestContext.Current.CancellationToken);
        ProcessStartInfo start = new("git", ["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", patch]) { WorkingDirectory = _folder.Path, UseShellExecute = false, RedirectStandardError = true };
        start.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(_folder.Path);
        using Process git = Process.Start(start)!;
        string error = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(git.ExitCode == 0, error);
        Assert.All(files, file => Assert.Equal(file.Expected, Text(file.Path)));
    }

    [Theory]
    [InlineData(Own, "id: p\nprompt_text: &t Answer\ntags: [a]\n", "the text has an anchor or a tag")]
    [InlineData(Own, "id: p\nmessages:\n  - { role: system, content: !!str Answer }\n  - { role: user, content: Answer }\n", "the text has an anchor or a tag")]
    [InlineData(Config, "prompts: [Answer, { raw: Answer, label: b }]\nproviders: [echo]\n", "the text stands in it more than once")]
    [InlineData(Config, "description: &d\n  - Answer\nprompts: *d\nproviders: [echo]\n", "another use of the text by an alias")]
    [InlineData("chat.yaml", "- &m { role: user, content: Answer }\n- *m\n", "another use of the text by an alias")]
    [InlineData("chat.yaml", "Answer: Answer\n", "more of its JSON is different than its texts", "{\"Answer\":", "{\"Say\":")]
    [InlineData("many.csv", "prompt\nAnswer\n", "prompts of '.csv' files are not edited")]
    public void What_cannot_be_done_without_changing_something_else_is_refused(string name, string content, string why, string find = "Answer", string replace = "Say")
    {
        string path = Write(name, content);
        PromptDefinition prompt = Open(name);

        PtmException error = Assert.Throws<PtmException>(() => PromptPatch.Of(prompt, Better(prompt, find, replace)).Apply());

        Assert.Equal(DiagnosticCodes.Conflict, error.Diagnostics[0].Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(content, Text(path));
    }

    [Fact]
    public void What_will_be_in_the_way_is_known_before_there_is_a_better_prompt()
    {
        Assert.All(Files().Select(row => row.Data), row =>
        {
            Write(row.Item1, row.Item2);
            Assert.Null(PromptPatch.FlawOf(Open(row.Item1)));
        });

        // A message in a file of its own is one that stays; the other can be bettered.
        Write("system.txt", "Answer");
        string path = Write("chat.yaml", "- { role: system, content: 'file://system.txt' }\n- { role: user, content: 'Ask {{ q }}' }\n");
        PromptDefinition prompt = Open("chat.yaml");
        PromptParts parts = PromptParts.Of(prompt);
        Assert.Equal(["Answer", "Ask {{ q }}"], parts.Parts.Select(part => part.Text));
        Diagnostic some = PromptPatch.FlawOf(prompt)!;
        Assert.Equal((DiagnosticSeverity.Warning, new SourceLocation(path, 1, 28)), (some.Severity, some.Location));
        Assert.Contains("a text of it stands in a file of its own, file://system.txt", some.Message, StringComparison.Ordinal);
        PromptPatch.Of(prompt, parts.With(["Answer", "Tell {{ q }}"])).Apply();
        Assert.Equal("- { role: system, content: 'file://system.txt' }\n- { role: user, content: 'Tell {{ q }}' }\n", Text(path));
        Assert.Contains("was changed since the optimization began", Assert.Throws<PtmException>(() => PromptPatch.Of(prompt, parts.With(["Answer", "Tell {{ q }}"]))).Message, StringComparison.Ordinal);

        Write("many.csv", "prompt\nAnswer\n");
        Diagnostic none = PromptPatch.FlawOf(Open("many.csv"))!;
        Assert.Equal(DiagnosticSeverity.Error, none.Severity);
    }

    [Fact]
    public void A_prompt_that_was_changed_meanwhile_is_not_written_over()
    {
        string path = Write(Own, "id: p\nprompt_text: Answer\n");
        PromptDefinition prompt = Open(Own);
        PromptDefinition better = Better(prompt, "Answer", "Say");
        PromptPatch patch = PromptPatch.Of(prompt, better);

        Write(Own, "id: p\nprompt_text: Answer\n# a remark\n");
        Assert.Contains("changed meanwhile", Assert.Throws<PtmException>(patch.Apply).Message, StringComparison.Ordinal);
        PromptPatch.Of(prompt, better).Apply();
        Assert.Equal("id: p\nprompt_text: Say\n# a remark\n", Text(path));

        Write(Own, "id: p\nprompt_text: Another\n");
        Assert.Contains("changed since the optimization began", Assert.Throws<PtmException>(() => PromptPatch.Of(prompt, better)).Message, StringComparison.Ordinal);
        Assert.Contains("comes from no file", Assert.Throws<PtmException>(() => PromptPatch.Of(prompt with { Location = null }, better)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_the_file_stays_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        string target = Path.Combine(_folder.Path, "target.txt");
        File.WriteAllText(target, "id: p\nprompt_text: Answer\n");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "prompts"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, Own), target);
        PromptDefinition prompt = Open(Own);

        PromptPatch.Of(prompt, Better(prompt, "Answer", "Say")).Apply();

        Assert.Equal("id: p\nprompt_text: Say\n", Text(target));
        Assert.NotNull(new FileInfo(Path.Combine(_folder.Path, Own)).LinkTarget);
    }

    string Write(string name, string content)
    {
        string path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        WriteConfigFor(_folder.Path, name);
        return path;
    }

    static void WriteConfigFor(string folder, string name)
    {
        if (name is not (Own or Config))
        {
            File.WriteAllText(Path.Combine(folder, Config), $"prompts: ['file://{name}']\nproviders: [echo]\n");
        }
    }

    PromptDefinition Open(string name) => PromptLibrary.Open(PathToOpen(_folder.Path, name)).Prompts.First();

    static string PathToOpen(string folder, string name) => Path.Combine(folder, name == Own ? Own : Config);

    static PromptDefinition Better(PromptDefinition prompt, string find, string replace)
    {
        PromptParts parts = PromptParts.Of(prompt);
        string[] texts = [.. parts.Parts.Select(part => part.Text)];
        Assert.Null(PromptEdit.Apply([new(1, find, replace)], texts));
        return parts.With(texts);
    }

    static string Text(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path));
}
