using System.Diagnostics;
using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Tests.Templating;

namespace Ptm.Engine.Tests.Grading;

/// <summary>Regular expressions: JavaScript's dialect, an error at load where one is none, and a time limit that costs one case.</summary>
public sealed class PatternLimitTests
{
    const string Backtracking = @"^(\w+\s?)*$";

    static readonly string s_bad = new string('a', 40) + "!";

    [Theory]
    [InlineData("regex", "\"BACKTRACKING\"")]
    [InlineData("not-regex", "\"BACKTRACKING\"")]
    [InlineData("javascript", "\"/BACKTRACKING/.test(output)\"")]
    [InlineData("javascript", "\"output.match(new RegExp('BACKTRACKING')) !== null\"")]
    [InlineData("javascript", "\"output.replace(/BACKTRACKING/, '') === ''\"")]
    public async Task A_pattern_that_backtracks_fails_its_case_alone(string type, string value)
    {
        string pattern = value.StartsWith("\"output.match", StringComparison.Ordinal) ? Backtracking.Replace(@"\", @"\\", StringComparison.Ordinal) : Backtracking;
        string assertions = $$"""[{"type":"{{type}}","value":{{value.Replace("BACKTRACKING", pattern.Replace(@"\", @"\\", StringComparison.Ordinal), StringComparison.Ordinal)}}}]""";
        long start = Stopwatch.GetTimestamp();

        Grade slow = await GradingCase.GradeAsync(s_bad, assertions);

        Assert.Equal(CaseOutcome.Error, slow.Outcome);
        Assert.NotNull(slow.Error!.Location);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
        Assert.NotEqual(CaseOutcome.Error, (await GradingCase.GradeAsync("a b", assertions)).Outcome);
    }

    [Theory]
    [InlineData("regex", "\"(unclosed\"")]
    [InlineData("regex", "\"a{99999999999}\"")]
    [InlineData("regex", "\"[z-a]\"")]
    [InlineData("is-sql", "{\"allowedTables\":[\"(unclosed\"]}")]
    [InlineData("is-json", "{\"pattern\":\"(unclosed\"}")]
    public void A_pattern_that_is_none_is_an_error_at_load(string type, string value)
    {
        Diagnostic found = Assert.Single(Grader.Validate(GradingCase.Read($$"""{"type":"{{type}}","value":{{value}}}""")));

        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.NotNull(found.Location);
    }

    [Theory]
    [InlineData(@"\d", "٣", CaseOutcome.Failed)]
    [InlineData(@"^\w$", "é", CaseOutcome.Failed)]
    [InlineData(@"^[^]$", "\n", CaseOutcome.Passed)]
    [InlineData(@"^.$", "\u2028", CaseOutcome.Failed)]
    [InlineData(@"a$", "a\n", CaseOutcome.Failed)]
    [InlineData(@"^\cA$", "\u0001", CaseOutcome.Passed)]
    [InlineData(@"(?<year>\d{4})-\k<year>", "2020-2020", CaseOutcome.Passed)]
    [InlineData(@"^\s$", "\ufeff", CaseOutcome.Passed)]
    [InlineData(@"(?<=a)b", "ab", CaseOutcome.Passed)]
    public async Task The_dialect_is_JavaScripts(string pattern, string output, CaseOutcome expected)
    {
        Assert.Equal(expected, (await GradingCase.GradeAsync(output, $$"""[{"type":"regex","value":{{JsonSerializer.Serialize(pattern)}}}]""")).Outcome);
        Assert.Equal(
            expected == CaseOutcome.Passed ? "true" : "false",
            TemplateText.Render($"{{{{ r/{pattern}/.test(output) }}}}", JsonSerializer.Serialize(new { output })));
    }

    [Theory]
    [InlineData("{{ r/BACKTRACKING/.test(bad) }}")]
    [InlineData("{{ bad | replace(r/BACKTRACKING/g, 'x') }}")]
    [InlineData("{{ bad.replace(r/BACKTRACKING/, 'x') }}")]
    [InlineData("{{ bad.split(r/BACKTRACKING/) }}")]
    [InlineData("{{ bad.match(r/BACKTRACKING/) }}")]
    public void A_template_whose_pattern_backtracks_is_an_error_with_a_place(string template)
    {
        Diagnostic error = TemplateText.RenderError(template.Replace("BACKTRACKING", Backtracking, StringComparison.Ordinal), JsonSerializer.Serialize(new { bad = s_bad }));

        Assert.Equal(DiagnosticCodes.RenderFailed, error.Code);
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("(?:", 100_000)]
    [InlineData("[", 100_000)]
    [InlineData("a|", 100_000)]
    [InlineData("(a{1000}){1000}", 300)]
    [InlineData("(?=", 100_000)]
    [InlineData("a?", 100_000)]
    public async Task A_pattern_of_any_size_ends(string part, int times)
    {
        string open = string.Concat(Enumerable.Repeat(part, times));
        string closed = open + (part[0] == '(' && !part.Contains(')', StringComparison.Ordinal) ? "a" + new string(')', times) : "");
        foreach (string pattern in new[] { open, closed })
        {
            Assertion assertion = GradingCase.Read($$"""{"type":"regex","value":{{JsonSerializer.Serialize(pattern)}}}""");
            if (!Grader.Validate(assertion).Any())
            {
                await GradingCase.GradeAsync(GradingCase.Input("aaa", [assertion]));
            }
        }
    }
}
