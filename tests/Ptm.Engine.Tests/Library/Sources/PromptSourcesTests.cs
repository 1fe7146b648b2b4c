using Ptm.Engine.Code;
using Ptm.Engine.Library;
using Ptm.Engine.Library.Sources.Prompts;

namespace Ptm.Engine.Tests.Library.Sources;

/// <summary>Where prompts come from. What each kind of file means was seen from promptfoo 0.123.1.</summary>
public sealed class PromptSourcesTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prompts_of_a_text_file_stand_between_lines_of_dashes()
    {
        string path = _folder.Write("p.txt", "  one {{a}}  \r\n\r\n---\r\ntwo\r\nlines\r\n --- \r\n\r\n---x\r\n---\r\n");

        IReadOnlyList<PromptDefinition> prompts = Prompts("file://p.txt");

        Assert.Equal(["one {{a}}", "two\nlines", "---x"], prompts.Select(prompt => prompt.Text));
        Assert.Equal([new(path, 1, 1), new(path, 4, 1), new(path, 8, 1)], prompts.Select(prompt => prompt.TextLocation!));
    }

    [Theory]
    [InlineData("p.md", "# x\r\n---\r\ny\r\n", "# x\r\n---\r\ny\r\n")]
    [InlineData("p.j2", "hi {{a}}\n", "hi {{a}}\n")]
    [InlineData("p.json", "[{\"role\": \"user\",\n\"content\":\"{{a}}\"}]\n", "[{\"role\":\"user\",\"content\":\"{{a}}\"}]")]
    [InlineData("p.yaml", "- role: user\n  content: file://d.txt\n", "[{\"role\":\"user\",\"content\":\"D {{a}}\\n\"}]")]
    [InlineData("p.jsonl", "[1]\n\n[2]\n", "[1]|[2]")]
    [InlineData("p.csv", "label,prompt\nL,\"one, {{a}}\"\n,two\n", "one, {{a}}|two")]
    [InlineData("p.csv", "\"just, this\"\nand that\n", "just, this|and that")]
    public void Each_kind_of_file_has_its_prompts(string name, string content, string expected)
    {
        _folder.Write("d.txt", "D {{a}}\n");
        _folder.Write(name, content);

        Assert.Equal(expected, string.Join('|', Prompts($"file://{name}").Select(prompt => prompt.Text)));
    }

    [Fact]
    public void A_label_comes_from_the_table_the_object_or_the_map()
    {
        _folder.Write("p.csv", "prompt,label\none,L1\ntwo,\n");
        _folder.Write("a.txt", "A");
        _folder.Write("b.txt", "B");

        Assert.Equal(["L1", "given"], Prompts("[{id: file://p.csv, label: given}]").Select(prompt => prompt.Label));
        Assert.Equal([("first", "A"), ("second", "B")], Prompts("{file://a.txt: first, b.txt: second}").Select(prompt => (prompt.Label, prompt.Text)));
    }

    [Fact]
    public void Patterns_and_plain_paths_name_files_in_ordinal_order()
    {
        _folder.Write("p/b.txt", "B");
        _folder.Write("p/a.txt", "A");
        _folder.Write("p/x.md", "X");
        _folder.Write("q/c.txt", "C");

        Assert.Equal(["A", "B", "X", "C"], Prompts("[file://p/*.txt, p/x.md, 'q\\c.txt']").Select(prompt => prompt.Text));
    }

    [Theory]
    [InlineData("file://nobody/*.txt", DiagnosticCodes.FileNotFound)]
    [InlineData("nobody.txt", DiagnosticCodes.FileNotFound)]
    [InlineData("file://p", DiagnosticCodes.FileNotFound)]
    [InlineData("file://p/x.html", DiagnosticCodes.NotSupportedYet)]
    [InlineData("file://p/empty.txt", DiagnosticCodes.InvalidValue)]
    [InlineData("langfuse://my-prompt:3", DiagnosticCodes.NotSupportedYet)]
    public void A_prompt_that_cannot_be_had_is_an_error_at_its_reference(string reference, string code)
    {
        _folder.Write("p/x.html", "<b/>");
        _folder.Write("p/empty.txt", "---\n\n---\n");

        Diagnostic finding = Assert.Throws<PtmException>(() => Prompts($"['{reference}']")).Diagnostics[0];

        Assert.Equal((code, 1), (finding.Code, finding.Location!.Line));
        Assert.True(code != DiagnosticCodes.FileNotFound || finding.Message.Contains(_folder.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Functions_make_prompts_that_are_templates_again()
    {
        _folder.Write("fn.js", "module.exports = (c) => 'F {{a}} ' + c.vars.a + ' ' + JSON.stringify(c.config); module.exports.other = (c) => [{ role: 'user', content: 'M {{a}} ' + c.provider.id }];");
        _folder.Write("obj.js", "module.exports = async (c) => ({ prompt: 'P ' + c.vars.a, config: { t: 1 } });");
        _folder.Write("bad.js", "module.exports = () => 5;");

        IReadOnlyList<CaseResult> results = await RunAsync("[file://fn.js, 'file://fn.js:other', {label: L, raw: file://fn.js, config: {k: 1}}, obj.js, file://bad.js, plain]");

        Assert.Equal(["F A A {}", "[\n  {\n    \"role\": \"user\",\n    \"content\": \"M A echo\"\n  }\n]", "F A A {\"k\":1}", "P A", null, "plain"], results.Select(result => result.Output?.Text.ReplaceLineEndings("\n")));
        Assert.Contains("returned a number", results[4].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_print_prompts_and_are_given_the_context()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are shell scripts.");
        Script("say.sh", "#!/bin/sh\necho \"S {{a}} $1\"\n");
        Script("fail.sh", "#!/bin/sh\necho no luck >&2\nexit 3\n");

        IReadOnlyList<CaseResult> results = await RunAsync("['exec:./say.sh', say.sh, exec:./fail.sh, 'exec:./nobody']");

        Assert.StartsWith("S A {\"vars\":{\"a\":\"A\"}", results[0].Output!.Text, StringComparison.Ordinal);
        Assert.Equal(results[0].Output!.Text, results[1].Output!.Text);
        Assert.Contains("ended with 3: no luck", results[2].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("nobody", results[3].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_makes_prompts_by_a_function_or_by_printing()
    {
        Assert.SkipWhen(FindPython() is null, "There is no Python here.");
        _folder.Write("p.py", "import json, sys\ndef make(context):\n    return 'PY {{a}} ' + context['vars']['a']\nif __name__ == '__main__':\n    print('S', json.loads(sys.argv[1])['vars']['a'])\n");

        Assert.Equal(["PY A A", "S A"], (await RunAsync("['file://p.py:make', p.py]")).Select(result => result.Output?.Text));
    }

    [Fact]
    public void Tests_that_code_makes_are_read_like_others_and_have_the_place_of_the_reference()
    {
        _folder.Write("gen.js", "module.exports = async () => [{ vars: { a: 'js' }, assert: [{ type: 'equals', value: 'js' }] }]; module.exports.named = (c) => [{ vars: { a: 'n' + c.n } }, { vars: { a: 'm' } }];");
        string path = _folder.Write("promptfooconfig.yaml", "prompts: ['{{a}}']\nproviders: [echo]\ntests:\n  - file://gen.js\n  - { path: 'file://gen.js:named', config: { n: 3 } }\n");

        PromptSuite suite = PromptLibrary.Open(path).Suites[0];

        Assert.Equal(["js", "n3", "m"], suite.Prompts[0].Tests.Select(test => test.Vars.GetProperty("a").GetString()));
        Assert.Equal([4, 5, 5], suite.Prompts[0].Tests.Select(test => test.Location!.Line));
        Assert.Contains(Path.Combine(_folder.Path, "gen.js"), suite.ReachedFiles);
    }

    [Theory]
    [InlineData("module.exports = () => { throw new Error('boom'); }", "boom")]
    [InlineData("module.exports = () => 5", "returns a list of test cases")]
    [InlineData("module.exports = () => [{ vars: {}, threshold: -1 }]", "threshold")]
    public void Code_that_makes_no_tests_is_an_error_at_its_reference(string code, string message)
    {
        _folder.Write("gen.js", code);
        string path = _folder.Write("promptfooconfig.yaml", "prompts: ['{{a}}']\nproviders: [echo]\ntests:\n  - file://gen.js\n");

        Diagnostic finding = Assert.Throws<PtmException>(() => PromptLibrary.Open(path)).Diagnostics[0];

        Assert.Equal(4, finding.Location!.Line);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("\"a b\" 'c d' e\"f g\"h", "a b|c d|ef gh")]
    [InlineData("a \"\"", "a|")]
    [InlineData("", "")]
    public void A_command_line_is_taken_apart(string line, string expected) => Assert.Equal(expected, string.Join('|', ProgramLine.Split(line)));

    static string? FindPython()
    {
        try
        {
            return Interpreters.Find(CodeLanguage.Python, null, "the test", null).Path;
        }
        catch (PtmException)
        {
            return null;
        }
    }

    void Script(string name, string text)
    {
        string path = _folder.Write(name, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    string Config(string prompts) => _folder.Write("promptfooconfig.yaml", $"prompts: {prompts}\nproviders: [echo]\ntests: [{{vars: {{a: A}}}}]\n");

    IReadOnlyList<PromptDefinition> Prompts(string prompts) => PromptLibrary.Open(Config(prompts)).Suites[0].Prompts;

    async Task<IReadOnlyList<CaseResult>> RunAsync(string prompts)
    {
        using PtmEngine engine = PtmEngine.Open(Config(prompts));
        return (await engine.RunAsync(engine.Plan(), null, TestContext.Current.CancellationToken)).Results;
    }
}
