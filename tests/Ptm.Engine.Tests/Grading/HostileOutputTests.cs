using System.Diagnostics;
using System.Text.Json;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Tests.Grading;

/// <summary>Markup and SQL that a model, or whoever speaks through it, made to hurt: bombs, files of the machine, depth and size.</summary>
public sealed class HostileOutputTests
{
    const int Deep = 100_000;
    const int Large = 3_000_000;

    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Markup() =>
    [
        "billion laughs", "external entity", "external subset", "parameter entity", "quadratic blow-up", "deep", "deep open", "deep closed", "many attributes", "long name", "many siblings", "open tags", "comment", "cdata", "doctype",
        "angle brackets", "entities", "tables", "formatting", "templates", "selects", "nul", "half",
    ];

    [Theory]
    [MemberData(nameof(Markup))]
    public async Task Markup_ends_in_a_verdict_within_its_limits(string name)
    {
        string output = Text(name);
        foreach (string type in new[] { "is-xml", "contains-xml", "is-html", "contains-html" })
        {
            long start = Stopwatch.GetTimestamp();

            Grade grade = await GradingCase.GradeAsync(output, $$"""[{"type":"{{type}}"}]""");

            AssertionResult result = Assert.Single(grade.Assertions);
            Assert.True(Stopwatch.GetElapsedTime(start) < s_limit, $"{type} took {Stopwatch.GetElapsedTime(start)}");
            Assert.DoesNotContain("root:", result.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("the check broke", result.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("billion laughs")]
    [InlineData("external entity")]
    [InlineData("parameter entity")]
    [InlineData("deep")]
    public async Task What_would_be_loaded_or_unfolded_is_no_XML(string name) =>
        Assert.Equal(CaseOutcome.Failed, (await GradingCase.GradeAsync(Text(name), """[{"type":"is-xml"}]""")).Outcome);

    [Fact]
    public async Task A_value_of_hostile_paths_is_an_error_or_a_verdict()
    {
        string path = string.Join('.', Enumerable.Repeat("a", Deep));
        string xml = string.Concat(Enumerable.Repeat("<a>", 900)) + string.Concat(Enumerable.Repeat("</a>", 900));

        Assert.Equal(CaseOutcome.Failed, (await GradingCase.GradeAsync(xml, $$"""[{"type":"is-xml","value":"{{path}}"}]""")).Outcome);
        Assert.Equal(CaseOutcome.Error, (await GradingCase.GradeAsync(xml, """[{"type":"is-xml","value":"a..b"}]""")).Outcome);
        Assert.Equal(CaseOutcome.Failed, (await GradingCase.GradeAsync(xml, $$"""[{"type":"contains-xml","value":{{JsonSerializer.Serialize(Enumerable.Repeat("a.b.c", 20_000))}}}]""")).Outcome);
    }

    public static TheoryData<string, string> Sql() => new()
    {
        { "is-sql", "SELECT '" + new string('x', 1_000_000) + "'" },
        { "is-sql", new string('(', 20_000) },
        { "is-sql", new string('`', 150_001) },
        { "is-sql", new string('\'', 150_001) },
        { "is-sql", "SELECT a FROM t -- " + new string('-', 100_000) },
        { "contains-sql", "/*" + new string('*', 100_000) },
        { "contains-sql", "SELECT \0" },
        { "contains-sql", string.Concat(Enumerable.Repeat("```sql\n", 50_000)) },
        { "not-contains-sql", string.Concat(Enumerable.Repeat("```sql\nSELECT FROM\n```\n", 20_000)) },
    };

    [Theory]
    [MemberData(nameof(Sql))]
    public async Task Hostile_SQL_ends_in_a_verdict_or_an_error(string type, string sql)
    {
        long start = Stopwatch.GetTimestamp();

        Grade grade = await GradingCase.GradeAsync(sql, $$"""[{"type":"{{type}}","value":{"databaseType":"postgresql"} }]""");

        Assert.True(grade.Outcome is CaseOutcome.Failed or CaseOutcome.Passed || grade.Error!.Location is not null);
        Assert.True(Stopwatch.GetElapsedTime(start) < s_limit, $"{Stopwatch.GetElapsedTime(start)}");
    }

    static string Text(string name) => name switch
    {
        "billion laughs" => "<!DOCTYPE lolz [<!ENTITY l0 \"lol\">" + string.Concat(Enumerable.Range(1, 12).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">")) + "]><lolz>&l12;</lolz>",
        "external entity" => "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "external subset" => "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><a>&x;</a>",
        "parameter entity" => "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><a/>",
        "quadratic blow-up" => "<!DOCTYPE a [<!ENTITY x \"" + new string('x', 50_000) + "\">]><a>" + string.Concat(Enumerable.Repeat("&x;", 50_000)) + "</a>",
        "deep" => string.Concat(Enumerable.Repeat("<a>", Deep)) + string.Concat(Enumerable.Repeat("</a>", Deep)),
        "deep open" => string.Concat(Enumerable.Repeat("<div>", Deep)),
        "deep closed" => string.Concat(Enumerable.Repeat("</div>", Deep)),
        "many attributes" => "<a " + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"b{i}=\"\" ")) + "></a>",
        "long name" => $"<{new string('a', Large)}></{new string('a', Large)}>",
        "many siblings" => "<r>" + string.Concat(Enumerable.Repeat("<b/>", Deep)) + "</r>",
        "open tags" => string.Concat(Enumerable.Repeat("<a b=\"", Deep)),
        "comment" => string.Concat(Enumerable.Repeat("<!--", Deep)),
        "cdata" => string.Concat(Enumerable.Repeat("<![CDATA[", Deep)),
        "doctype" => string.Concat(Enumerable.Repeat("<!DOCTYPE a \"", Deep)),
        "angle brackets" => new string('<', Large),
        "entities" => string.Concat(Enumerable.Repeat("&amp", Deep)) + string.Concat(Enumerable.Repeat("&#x110000;", Deep)),
        "tables" => string.Concat(Enumerable.Repeat("<table><td>", 20_000)),
        "formatting" => string.Concat(Enumerable.Repeat("<b><i><a>", 3_000)) + "<p>x</p>",
        "templates" => string.Concat(Enumerable.Repeat("<template>", 20_000)),
        "selects" => string.Concat(Enumerable.Repeat("<svg><foreignObject>", 20_000)),
        "nul" => "<a>\0</a>\0" + new string('\0', Deep),
        _ => "<a>" + '\ud83d' + "</a><" + '\ude00' + ">",
    };
}
