using Ptm.Engine.Library;

namespace Ptm.Engine.Tests.Library.Sources;

public sealed class TestSourcesTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_makes_a_case_of_each_row_with_its_line()
    {
        string table = _folder.Write("t.csv", "\uFEFFname,__expected1,__expected2,__description,__prefix,__suffix,__threshold,__metric\r\n\"two\r\nlines\",contains: two,levenshtein(9): x,d,PRE ,\" SUF\",0.5,m\r\n\r\n,,,,,,,\r\nlast,,,,,,,\r\n");

        IReadOnlyList<TestCase> tests = Tests("file://t.csv");

        Assert.Equal([new(table, 2, 1), new(table, 6, 1)], tests.Select(test => test.Location!));
        Assert.Equal("{\"name\":\"two\\r\\nlines\"}", tests[0].Vars.GetRawText());
        Assert.Equal(("d", "PRE ", " SUF", 0.5), (tests[0].Description, tests[0].Prefix, tests[0].Suffix, tests[0].Threshold));
        Assert.Equal([("contains", null, "m"), ("levenshtein", (double?)9, "m")], tests[0].Assertions.Select(assertion => (assertion.Type, assertion.Threshold, assertion.Metric!)));
        Assert.Equal(new SourceLocation(table, 3, 8), tests[0].Assertions[0].Location);
        Assert.Empty(tests[1].Assertions);
    }

    [Theory]
    [InlineData("name;__expected\nx,y;contains-any: x,y\n")]
    [InlineData("name\t__expected\nx,y\tcontains-any: x,y\n")]
    [InlineData("sep=;\r\nname;__expected\r\nx,y;contains-any: x,y\r\n")]
    [InlineData(" name , __expected \n\"x,y\",\"contains-any: x,y\"\n")]
    public void Tables_of_every_spreadsheet_are_read(string text)
    {
        _folder.Write("t.csv", text);

        TestCase test = Assert.Single(Tests("file://t.csv"));

        Assert.Equal("{\"name\":\"x,y\"}", test.Vars.GetRawText());
        Assert.Equal("[\"x\",\"y\"]", test.Assertions[0].Value!.Value.GetRawText());
    }

    [Theory]
    [InlineData("a,b\nx\n", DiagnosticCodes.InvalidSyntax, 2, 1, "one field")]
    [InlineData("a,b\nx,y\nx,y,z\n", DiagnosticCodes.InvalidSyntax, 3, 5, "3 fields")]
    [InlineData("a,b\n\"x\ny\",1\n\"open,2\n", DiagnosticCodes.InvalidSyntax, 4, 1, "never closed")]
    [InlineData("a,__expected\nx,ok\ny,contain: y\n", DiagnosticCodes.HiddenChecks, 3, 3, "'contains'")]
    [InlineData("a,__threshold\nx,half\n", DiagnosticCodes.InvalidValue, 2, 3, "'half'")]
    [InlineData("a,__threshold\nx,\"0,5\"\n", DiagnosticCodes.InvalidValue, 2, 3, "with a point")]
    [InlineData("a,b,a\n1,2,3\n", DiagnosticCodes.Duplicate, 1, 5, "second time")]
    [InlineData("a,__Expected\nx,y\n", DiagnosticCodes.HiddenChecks, 1, 3, "'__expected'")]
    [InlineData("a,__expeced\nx,y\n", DiagnosticCodes.HiddenChecks, 1, 3, "'__expected'")]
    [InlineData("a,__config:__expected1:weight\nx,y\n", DiagnosticCodes.HiddenChecks, 1, 3, "threshold")]
    [InlineData("a,__expected\nx,\"regex: (unclosed\"\n", DiagnosticCodes.InvalidValue, 2, 3, "")]
    public void A_row_that_is_wrong_is_an_error_at_the_place_an_editor_shows(string text, string code, int line, int column, string message)
    {
        string table = _folder.Write("t.csv", text);

        Diagnostic finding = Wrong("file://t.csv")[0];

        Assert.Equal((code, new SourceLocation(table, line, column)), (finding.Code, finding.Location));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_threshold_column_is_for_the_expectation_of_its_number()
    {
        _folder.Write("t.csv", "a,__expected1,__expected2,__config:__expected2:threshold,__config:__expected1:threshold\nx,levenshtein: x,rouge-n: x,0.1,\n");

        Assert.Equal([0.75, 0.1], Assert.Single(Tests("file://t.csv")).Assertions.Select(assertion => assertion.Threshold!.Value));
    }

    [Fact]
    public void JSON_lines_are_read_whatever_separates_and_fills_them()
    {
        string file = _folder.Write("t.jsonl", "\uFEFF{\"vars\":{\"a\":\"1\"}}\r\n\r\n   \n{\"vars\":{\"a\":\"x\u2028y\"},\"assert\":[{\"type\":\"contains\",\"value\":\"x\"}],\"description\":\"d\"}");

        IReadOnlyList<TestCase> tests = Tests("file://t.jsonl");

        Assert.Equal([new(file, 1, 1), new(file, 4, 1)], tests.Select(test => test.Location!));
        Assert.Equal("x\u2028y", tests[1].Vars.GetProperty("a").GetString());
        Assert.Equal(new SourceLocation(file, 4, 31), tests[1].Assertions[0].Location);
    }

    [Theory]
    [InlineData("{\"vars\":{}}\n{\"vars\":\n", DiagnosticCodes.InvalidSyntax, 2, 9)]
    [InlineData("[1]\n", DiagnosticCodes.InvalidValue, 1, 1)]
    [InlineData("{\"vars\":{}}\n\n{\"vars\":{},\"vars\":{}}\n", DiagnosticCodes.Duplicate, 3, 12)]
    [InlineData("{\"vars\":{}, \"threshold\": -1}\n", DiagnosticCodes.InvalidValue, 1, 26)]
    public void A_line_that_is_wrong_is_an_error_with_its_place(string text, string code, int line, int column)
    {
        string file = _folder.Write("t.jsonl", text);

        Diagnostic finding = Wrong("file://t.jsonl")[0];

        Assert.Equal((code, new SourceLocation(file, line, column)), (finding.Code, finding.Location));
    }

    [Fact]
    public void Lists_mix_cases_files_of_every_kind_and_patterns()
    {
        _folder.Write("t/b.yaml", "- vars: {a: b}\n");
        _folder.Write("t/a.yaml", "- vars: {a: a}\n");
        _folder.Write("t/one.json", "\t{ \"vars\": { \"a\": \"one\" } }");
        _folder.Write("t/list.json", "[{\"vars\":{\"a\":\"l1\"}},{\"vars\":{\"a\":\"l2\"}}]");
        _folder.Write("t/one.yaml.txt", "");
        _folder.Write("t/c.csv", "a\ncsv\n");

        IReadOnlyList<TestCase> tests = Tests("[file://t/*.yaml, {vars: {a: inline}}, t/c.csv, 'file://t/{one,list}.json', t\\a.yaml]");

        Assert.Equal("a b inline csv l1 l2 one a", string.Join(' ', tests.Select(test => test.Vars.GetProperty("a").GetString())));
        Assert.Equal(5, Open("[file://t/*.yaml, t/c.csv, 'file://t/{one,list}.json']").Suites[0].ReachedFiles.Count);
    }

    [Theory]
    [InlineData("file://none/*.yaml", DiagnosticCodes.FileNotFound, "none{0}*.yaml")]
    [InlineData("file://nobody.csv", DiagnosticCodes.FileNotFound, "nobody.csv")]
    [InlineData("file://.", DiagnosticCodes.FileNotFound, "is a folder")]
    [InlineData("file://t.xlsx#Sheet2", DiagnosticCodes.NotSupportedYet, "CSV")]
    [InlineData("https://example.com/tests.csv", DiagnosticCodes.NotSupportedYet, "not fetched")]
    [InlineData("huggingface://datasets/a/b", DiagnosticCodes.NotSupportedYet, "Hugging Face")]
    [InlineData("https://docs.google.com/spreadsheets/d/1", DiagnosticCodes.NotSupportedYet, "Google sheet")]
    [InlineData("file://promptfooconfig.exe", DiagnosticCodes.FileNotFound, "promptfooconfig.exe")]
    public void A_source_that_cannot_be_read_is_an_error_at_its_reference(string reference, string code, string message)
    {
        Diagnostic finding = Wrong($"['{reference}']")[0];

        Assert.Equal((code, 3), (finding.Code, finding.Location!.Line));
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, Path.DirectorySeparatorChar), finding.Message, StringComparison.Ordinal);
        Assert.True(code != DiagnosticCodes.FileNotFound || finding.Message.Contains(_folder.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[null]", DiagnosticCodes.InvalidValue, "this is nothing")]
    [InlineData("['']", DiagnosticCodes.InvalidValue, "this is an empty text")]
    [InlineData("5", DiagnosticCodes.InvalidValue, "this is the number 5")]
    [InlineData("[true]", DiagnosticCodes.InvalidValue, "this is the boolean true")]
    [InlineData("'file://'", DiagnosticCodes.FileNotFound, "'file://' names no file")]
    [InlineData("'file:///'", DiagnosticCodes.FileNotFound, "write file:///*.")]
    [InlineData("'file://./'", DiagnosticCodes.FileNotFound, "write file://./*.")]
    public void What_names_no_case_and_no_file_is_an_error_that_says_what_it_is(string tests, string code, string message)
    {
        Diagnostic finding = Assert.Single(Wrong(tests));

        Assert.Equal((code, 3), (finding.Code, finding.Location!.Line));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slip_in_every_row_is_told_of_a_thousand_times_at_most()
    {
        _folder.Write("t.csv", "a,b\n" + string.Concat(Enumerable.Repeat("x\n", 50_000)));

        Assert.Equal(1000, Wrong("file://t.csv").Count);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_an_error()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "t.csv"), [.. "a\ncaf"u8, 0xE9, (byte)'\n']);

        Assert.Equal(DiagnosticCodes.InvalidSyntax, Wrong("file://t.csv")[0].Code);
    }

    PromptLibrary Open(string tests) => PromptLibrary.Open(_folder.Write("promptfooconfig.yaml", $"prompts: ['{{{{a}}}}']\nproviders: [echo]\ntests: {tests}\n"));

    IReadOnlyList<TestCase> Tests(string tests) => Assert.Single(Open(tests).Prompts).Tests;

    IReadOnlyList<Diagnostic> Wrong(string tests) => Assert.Throws<PtmException>(() => Open(tests)).Diagnostics;
}
