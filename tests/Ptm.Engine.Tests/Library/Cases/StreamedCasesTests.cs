using System.Globalization;
using System.Text;
using Ptm.Engine.Library.Cases;
using Ptm.Engine.Running;

namespace Ptm.Engine.Tests.Library.Cases;

public sealed class StreamedCasesTests : IDisposable
{
    const string Config = """
        prompts: ["Say {{ name }}", { id: again, raw: "Again {{ name }}" }]
        providers: [echo]
        defaultTest: { vars: { extra: e }, assert: [{ type: contains, value: "a" }] }
        tests: [FILES]
        """;

    readonly TempFolder _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void Cases_that_are_streamed_are_those_that_are_kept(string kind)
    {
        // Every seventh row is a twin of the others like it.
        WriteRows("few", kind, 999, row => row % 7 == 0 ? "twin" : Name(row));
        WriteRows("many", kind, 1_001, row => row % 7 == 0 ? "twin" : Name(row));
        using PtmEngine few = Open($"few.{kind}");
        using PtmEngine many = Open($"many.{kind}");
        PromptDefinition kept = few.LoadedPrompts.First();
        PromptDefinition streamed = many.LoadedPrompts.First();

        Assert.IsNotType<StreamedCases>(kept.Tests);
        Assert.IsType<StreamedCases>(streamed.Tests);
        Assert.Equal((999, 1_001), (kept.Tests.Count, streamed.Tests.Count));
        Assert.Equal(kept.Tests.Select(Shown), streamed.Tests.Take(999).Select(Shown));
        Assert.Equal(1_001, streamed.Tests.Select(test => test.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(142, kept.Tests.Count(test => test.Id.Contains('#', StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 1_001), streamed.Tests.Select(test => test.Index));
        Assert.Same(streamed.Tests, many.LoadedPrompts.Last().Tests);
    }

    [Fact]
    public async Task Rows_of_several_files_and_written_cases_run_in_their_order()
    {
        WriteRows("a", "csv", 1_200, Name);
        WriteRows("b", "jsonl", 700, row => Name(row + 5_000));
        using PtmEngine engine = Open("a.csv", "b.jsonl", "{ description: written, vars: { name: a } }");

        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: Token);

        Assert.Equal((RunState.Completed, 2 * 1_901, 2 * 1_901), (run.State, run.Results.Count, run.Summary.Passed));
        Assert.Equal(
            from name in Enumerable.Range(0, 1_200).Select(Name).Concat(Enumerable.Range(5_000, 700).Select(Name)).Append("a")
            from prompt in new[] { "Say", "Again" }
            select $"{prompt} {name}",
            run.Results.Select(result => result.Output!.Text));
    }

    [Theory]
    [InlineData("csv", 40_000, "x,y,z", 5, "3 fields")]
    [InlineData("csv", 40_000, "\"open,y", 1, "never closed")]
    [InlineData("jsonl", 40_000, "{\"vars\": {\"name\": nothing}}", 19, "A value is expected")]
    [InlineData("jsonl", 40_000, "{\"vars\": {}, \"assert\": [{\"type\": \"regex\", \"value\": \"(unclosed\"}]}", 25, "unclosed")]
    [InlineData("jsonl", 40_000, "{\"vars\": {}, \"prompts\": [\"agian\"]}", 1, "Did you mean 'again'?")]
    public void An_error_far_down_is_told_with_its_place_before_anything_runs(string kind, int line, string row, int column, string message)
    {
        string file = WriteRows("rows", kind, 45_000, Name);
        string[] lines = File.ReadAllLines(file);
        lines[line - 1] = row;
        File.WriteAllLines(file, lines);

        PtmException e = Assert.Throws<PtmException>(() => Open($"rows.{kind}"));

        Diagnostic error = e.Diagnostics.First(finding => finding.Severity == DiagnosticSeverity.Error);
        Assert.Equal(new SourceLocation(file, line, column), error.Location);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "append")]
    [InlineData("jsonl", "append")]
    [InlineData("jsonl", "rewrite")]
    [InlineData("csv", "rewrite")]
    [InlineData("jsonl", "delete")]
    [InlineData("csv", "empty")]
    public async Task A_file_that_changes_while_its_cases_run_is_an_error(string kind, string change)
    {
        string file = WriteRows("rows", kind, 6_000, Name);
        int asked = 0;
        List<Diagnostic> warnings = [];
        using PtmEngine engine = Open(new PtmEngineOptions { OnWarning = warnings.Add, MaxConcurrency = 4 }.AddProvider("app", (prompt, _) =>
        {
            if (Interlocked.Increment(ref asked) == 500)
            {
                Change(file, change);
            }

            return Task.FromResult(prompt);
        }), $"rows.{kind}");

        RunResult run = await engine.RunAsync(engine.Plan(new() { Providers = ["app"] }), cancellationToken: Token);

        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("The file was changed while its cases ran", run.Error, StringComparison.Ordinal);
        Assert.Contains(file, run.Error, StringComparison.Ordinal);
        Assert.Contains(warnings, warning => warning.Message.Contains("The file was changed", StringComparison.Ordinal));

        // What ran before is what was checked.
        Assert.InRange(run.Results.Count, 400, 11_999);
        Assert.Equal(Enumerable.Range(0, run.Results.Count).Select(index => $"{(index % 2 == 0 ? "Say" : "Again")} {Name(index / 2)}"), run.Results.Select(result => result.Output!.Text));
    }

    [Fact]
    public async Task What_is_odd_in_rows_is_told_once_however_often_they_are_read()
    {
        string data = _folder.Write("data.txt", "a text");
        WriteLines("rows", 1_500, row => row switch
        {
            3 => """{"vars":{"name":"a"},"descripton":"slip"}""",
            1_200 => """{"vars":{"name":"file://missing.txt"}}""",
            1_300 => """{"vars":{"name":"file://data.txt"}}""",
            1_400 => """{"vars":{"name":["a1","a2","a3"]}}""",
            _ => $$$"""{"vars":{"name":"{{{Name(row)}}}"}}""",
        });
        List<Diagnostic> warnings = [];
        using PtmEngine engine = Open(new PtmEngineOptions { OnWarning = warnings.Add }, "rows.jsonl");
        string[] files = [.. engine.Files];

        EvalPlan plan = engine.Plan();
        Assert.Equal(2 * 1_502, plan.Cases.Count);
        Assert.Equal(2 * 1_502, plan.Cases.Count(planned => planned.Case.Vars.GetProperty("extra").GetString() == "e"));
        RunResult run = await engine.RunAsync(plan, cancellationToken: Token);

        Assert.Equal((2 * 1_501, 2), (run.Summary.Passed, run.Summary.Errors));
        Assert.Equal([4, 1_201], warnings.Select(warning => warning.Location!.Line).Order());
        Assert.Contains(data, files);
        Assert.Equal(files, engine.Files);
    }

    [Fact]
    public void A_slip_in_every_row_loses_neither_rows_nor_a_later_error()
    {
        WriteLines("slips", 3_000, row => $$"""{"vars":{"name":"a{{row}}"},"descripton":"slip"}""");
        List<Diagnostic> warnings = [];
        using (PtmEngine engine = Open(new PtmEngineOptions { OnWarning = warnings.Add }, "slips.jsonl"))
        {
            Assert.Equal(3_000, engine.LoadedPrompts.First().Tests.Count);
            Assert.Equal(Enumerable.Range(0, 3_000), engine.LoadedPrompts.First().Tests.Select(test => test.Index));
            Assert.InRange(warnings.Count, 100, 1_000);
        }

        string file = _folder.Combine("slips.jsonl");
        File.AppendAllText(file, "{\"vars\":}\n");
        PtmException e = Assert.Throws<PtmException>(() => Open("slips.jsonl"));
        Assert.Equal(new SourceLocation(file, 3_001, 9), e.Diagnostics[0].Location);
    }

    [Fact]
    public async Task Rows_say_which_prompt_and_provider_they_are_for_and_how_often_they_run()
    {
        WriteLines("rows", 1_100, row => (row % 4) switch
        {
            0 => $$$"""{"vars":{"name":"{{{Name(row)}}}"},"prompts":["again"]}""",
            1 => $$$"""{"vars":{"name":"{{{Name(row)}}}"},"options":{"repeat":2}}""",
            2 => $$$"""{"vars":{"name":"{{{Name(row)}}}"},"provider":{"id":"echo","label":"own"}}""",
            _ => $$$"""{"vars":{"name":"{{{Name(row)}}}"}}""",
        });
        using PtmEngine engine = Open("rows.jsonl");

        EvalPlan plan = engine.Plan();
        RunResult run = await engine.RunAsync(plan, cancellationToken: Token);

        Assert.Equal(275 * (1 + 4 + 2 + 2), plan.Cases.Count);
        Assert.Equal(plan.Cases.Count, run.Summary.Passed);
        Assert.Equal(
            ["again 0", "Say 0", "Say 1", "again 0", "again 1", "Say 0", "again 0", "Say 0", "again 0"],
            run.Results.Skip(9).Take(9).Select(result => $"{result.PromptId.Split(' ')[0]} {result.Sample}"));
        Assert.Equal([.. plan.Cases.Select(planned => planned.Case.Id)], Enumerable.Range(0, plan.Cases.Count).Select(index => plan.Cases[index].Case.Id));
    }

    [Fact]
    public void Twenty_thousand_rows_are_planned_in_the_memory_of_a_few()
    {
        WriteRows("rows", "csv", 20_000, Name);
        using PtmEngine engine = Open("rows.csv");
        EvalPlan plan = engine.Plan();
        List<WeakReference> everyHundredth = [];
        int read = 0;
        foreach (PlannedCase planned in plan.Cases)
        {
            if (++read % 100 == 0)
            {
                everyHundredth.Add(new(planned.Case));
            }
        }

        GC.Collect();

        Assert.IsType<StreamedPlan>(plan.Cases);
        Assert.Equal((40_000, 400), (read, everyHundredth.Count));
        Assert.InRange(everyHundredth.Count(reference => reference.IsAlive), 0, 5);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task A_selection_leaves_the_same_of_rows_that_are_streamed(string kind)
    {
        WriteRows("rows", kind, 1_500, Name);
        using PtmEngine engine = Open($"rows.{kind}");
        string third = engine.LoadedPrompts.First().Tests[3].Id;

        EvalPlan plan = engine.Plan(new() { Filter = third, PromptIds = ["again"], Repeat = 3 });
        RunResult run = await engine.RunAsync(plan, cancellationToken: Token);

        Assert.Equal((3, 3), (plan.Cases.Count, run.Summary.Passed));
        Assert.All(run.Results, result => Assert.Equal(("again", third), (result.PromptId, result.Id)));
    }

    static void Change(string file, string how)
    {
        switch (how)
        {
            case "append":
                File.AppendAllText(file, file.EndsWith("csv", StringComparison.Ordinal) ? "more,x\n" : "{\"vars\":{\"name\":\"more\"}}\n");
                break;
            case "rewrite":
                // As long as before.
                File.WriteAllText(file, File.ReadAllText(file).Replace("a1", "b1", StringComparison.Ordinal));
                break;
            case "delete":
                File.Delete(file);
                break;
            default:
                File.WriteAllText(file, "");
                break;
        }
    }

    static string Shown(TestCase test) => $"{test.Id} {test.Index} {test.Location!.Line} {test.Vars.GetRawText()} {test.Assertions.Count}";

    static string Name(int row) => string.Create(CultureInfo.InvariantCulture, $"a{row}");

    PtmEngine Open(params string[] tests) => Open(new PtmEngineOptions(), tests);

    PtmEngine Open(PtmEngineOptions options, params string[] tests) =>
        PtmEngine.Open(_folder.Write("promptfooconfig.yaml", Config.Replace("FILES", string.Join(", ", tests.Select(test => test.StartsWith('{') ? test : $"\"file://{test}\"")), StringComparison.Ordinal)), options);

    string WriteRows(string name, string kind, int count, Func<int, string> text) => kind == "csv"
        ? Write(name, kind, "name,other\n", count, row => $"{text(row)},x")
        : WriteLines(name, count, row => $$$"""{"vars":{"name":"{{{text(row)}}}"}}""");

    string WriteLines(string name, int count, Func<int, string> line) => Write(name, "jsonl", "", count, line);

    string Write(string name, string kind, string head, int count, Func<int, string> line)
    {
        StringBuilder text = new(head);
        for (int row = 0; row < count; row++)
        {
            text.Append(line(row)).Append('\n');
        }

        return _folder.Write($"{name}.{kind}", text.ToString());
    }
}
