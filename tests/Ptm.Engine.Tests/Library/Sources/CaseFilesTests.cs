using System.Text.Json;
using Ptm.Engine.Library;

namespace Ptm.Engine.Tests.Library.Sources;

/// <summary>Files that variables and assertions name. What each kind of file means was seen from promptfoo 0.123.1.</summary>
public sealed class CaseFilesTests : IDisposable
{
    readonly TempFolder _folder = new();

    public CaseFilesTests()
    {
        _folder.Write("d/x.txt", "  text \r\n\n");
        _folder.Write("d/x.json", "{ \"k\": [1] }\n");
        _folder.Write("d/x.yaml", "k: v\nl: [1]\n");
        _folder.Write("d/t.txt", "T {{ n }} {% if");
        _folder.Write("d/g1.txt", "G1");
        _folder.Write("d/g2.txt", "G2\n");
        _folder.Write("d/x.svg", "<svg/>");
        _folder.Write("d/schema.json", "{\"type\":\"object\",\"required\":[\"a\"]}");
        _folder.Write("d/bad.json", "{x");
        _folder.Write("d/code.js", "module.exports = () => 1");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file://d/x.txt", "\"text\"")]
    [InlineData("file://d\\x.txt", "\"text\"")]
    [InlineData("file://d/x.json", "\"{ \\\"k\\\": [1] }\"")]
    [InlineData("file://d/x.yaml", "\"{\\\"k\\\":\\\"v\\\",\\\"l\\\":[1]}\"")]
    [InlineData("file://d/x.svg", "\"data:image/svg+xml;base64,PHN2Zy8+\"")]
    [InlineData(" file://d/x.txt", "\" file://d/x.txt\"")]
    [InlineData("see file://d/x.txt", "\"see file://d/x.txt\"")]
    [InlineData("d/x.txt", "\"d/x.txt\"")]
    public void A_variable_that_names_a_file_is_its_text(string value, string expected)
    {
        TestCase test = Assert.Single(Tests($"[{{vars: {{v: '{value}'}}}}]"));

        Assert.Equal(JsonElement.Parse(expected).GetString(), test.Vars.GetProperty("v").GetString());
    }

    [Fact]
    public async Task The_text_of_a_variables_file_names_other_variables_and_that_of_an_assertion_is_no_template()
    {
        string config = Config("[{vars: {v: 'file://d/t.txt', n: N}, assert: [{type: not-equals, value: 'file://d/t.txt'}]}]");
        using PtmEngine engine = PtmEngine.Open(config);

        CaseResult result = Assert.Single((await engine.RunAsync(engine.Plan(), null, TestContext.Current.CancellationToken)).Results);

        Assert.Equal("T N {% if", result.Output!.Text);
        Assert.Equal(CaseOutcome.Passed, result.Outcome);
    }

    [Fact]
    public void A_pattern_stands_for_one_case_a_file()
    {
        Assert.Equal(["G1", "G2"], Tests("[{vars: {v: 'file://d/g*.txt'}}]").Select(test => test.Vars.GetProperty("v").GetString()!));
        Assert.Equal(["plain", "text"], Tests("[{vars: {v: [plain, 'file://d/x.txt']}}]").Select(test => test.Vars.GetProperty("v").GetString()!));
    }

    [Fact]
    public void Every_file_of_a_case_is_reached()
    {
        _folder.Write("t.csv", "v,__expected\nfile://d/x.txt,equals: file://d/g1.txt\n");
        PromptSuite suite = PromptLibrary.Open(Config("[file://t.csv, {vars: {v: 1}, assert: [{type: is-json, value: 'file://d/schema.json'}]}]", "{vars: {w: file://d/x.yaml}}")).Suites[0];

        Assert.Equal(
            ["d/g1.txt", "d/schema.json", "d/x.txt", "d/x.yaml", "t.csv"],
            suite.ReachedFiles.Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_schema_in_a_file_is_the_value_and_code_stays_a_reference()
    {
        IReadOnlyList<Assertion> assertions = Assert.Single(Tests("[{vars: {v: 1}, assert: [{type: is-json, value: 'file://d/schema.json'}, {type: javascript, value: 'file://d/code.js'}, {type: contains-any, value: [zz, 'file://d/g1.txt']}]}]")).Assertions;

        Assert.Equal("object", assertions[0].Value!.Value.GetProperty("type").GetString());
        Assert.StartsWith("file://", assertions[1].Value!.Value.GetString(), StringComparison.Ordinal);
        Assert.Equal("[\"zz\",\"G1\"]", assertions[2].Value!.Value.GetRawText());
    }

    [Theory]
    [InlineData("{vars: {v: file://d/x.pdf}}")]
    [InlineData("{vars: {v: file://d/nobody.txt}}")]
    [InlineData("{vars: {v: 'file://d/{{ n }}.txt'}}")]
    [InlineData("{vars: {v: 'file://d/none*.txt'}}")]
    [InlineData("{vars: {v: 1}, assert: [{type: equals, value: file://d/nobody.txt}]}")]
    [InlineData("{vars: {v: 1}, assert: [{type: equals, value: file://d/bad.json}]}")]
    [InlineData("{vars: {v: 1}, assert: [{type: is-json, value: file://d}]}")]
    public async Task A_file_that_cannot_be_used_is_an_error_of_its_case_alone(string test)
    {
        _folder.Write("d/x.pdf", "%PDF");
        string config = Config($"[{test}, {{vars: {{v: ok}}, assert: [{{type: equals, value: ok}}]}}]");
        using PtmEngine engine = PtmEngine.Open(config);

        IReadOnlyList<CaseResult> results = (await engine.RunAsync(engine.Plan(), null, TestContext.Current.CancellationToken)).Results;

        Assert.Equal([CaseOutcome.Error, CaseOutcome.Passed], results.Select(result => result.Outcome));
        Assert.Contains(Path.Combine(_folder.Path, "d"), results[0].Error!.Message, StringComparison.Ordinal);
    }

    string Config(string tests, string defaults = "{}") =>
        _folder.Write("promptfooconfig.yaml", $"prompts: ['{{{{v}}}}']\nproviders: [echo]\ntests: {tests}\ndefaultTest: {defaults}\n");

    IReadOnlyList<TestCase> Tests(string tests) => Assert.Single(PromptLibrary.Open(Config(tests)).Prompts).Tests;
}
