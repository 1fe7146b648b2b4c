using System.Diagnostics;
using System.Text.Json;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Tests.Grading.Schemas;

/// <summary>Schemas that would never come to an end, go ever deeper or take for ever, and those that only look like it.</summary>
public sealed class SchemaLimitTests
{
    const string Draft2019 = "\"$schema\":\"https://json-schema.org/draft/2019-09/schema\"";
    const string Draft2020 = "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"";

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"anyOf":[{"type":"null"},{"$ref":"#"}]}""")]
    [InlineData("""{"oneOf":[{"oneOf":[{"$ref":"#/oneOf/0"}]}]}""")]
    [InlineData("""{"not":{"not":{"$ref":"#"}}}""")]
    [InlineData("""{"if":{"$ref":"#"},"then":{"type":"object"}}""")]
    [InlineData("""{"if":true,"then":{"$ref":"#"}}""")]
    [InlineData("""{"if":false,"else":{"$ref":"#"}}""")]
    [InlineData("""{"dependencies":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"$ref":"#/definitions/a","definitions":{"a":{"allOf":[{"$ref":"#/definitions/b"}]},"b":{"anyOf":[{"$ref":"#/definitions/a"}]}}}""")]
    [InlineData("""{"properties":{"x":{"allOf":[{"$ref":"#/properties/x"}]}}}""")]
    [InlineData("""{"$id":"http://a/b","allOf":[{"$ref":"b"}]}""")]
    [InlineData("""{DRAFT2020,"dependentSchemas":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{DRAFT2020,"$anchor":"me","allOf":[{"$ref":"#me"}]}""")]
    [InlineData("""{DRAFT2020,"$defs":{"a":{"$anchor":"a","oneOf":[{"$ref":"#a"}]}},"items":{"$ref":"#/$defs/a"}}""")]
    [InlineData("""{DRAFT2020,"$dynamicAnchor":"n","allOf":[{"$dynamicRef":"#n"}]}""")]
    [InlineData("""{DRAFT2020,"$dynamicAnchor":"n","$ref":"base","$defs":{"base":{"$id":"base","$dynamicAnchor":"n","anyOf":[{"$dynamicRef":"#n"}]}}}""")]
    [InlineData("""{DRAFT2020,"allOf":[{"$dynamicRef":"#"}]}""")]
    [InlineData("""{DRAFT2019,"$recursiveAnchor":true,"allOf":[{"$recursiveRef":"#"}]}""")]
    public async Task A_reference_that_leads_back_without_going_into_the_value_is_an_error_at_load(string schema)
    {
        string json = Drafts(schema);

        Diagnostic found = Assert.Single(Grader.Validate(Schema(json)));

        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.NotNull(found.Location);
        Assert.Matches("refers back to itself|Cycle detected", found.Message);
        Assert.Equal(CaseOutcome.Error, (await GradeAsync("{\"a\":1}", json)).Outcome);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"c":{"type":"array","items":{"$ref":"#"}}}}""", """{"c":[{"c":[]},{}]}""", """{"c":[{"c":[1]}]}""")]
    [InlineData("""{"definitions":{"n":{"type":"object","additionalProperties":{"$ref":"#/definitions/n"}}},"$ref":"#/definitions/n"}""", """{"a":{"b":{}}}""", """{"a":{"b":1}}""")]
    [InlineData("""{"anyOf":[{"type":"number"},{"type":"array","items":{"$ref":"#"}}]}""", "[[[1]],2]", "[[[\"a\"]]]")]
    [InlineData("""{"allOf":[{"$ref":"#/definitions/a"},{"$ref":"#/definitions/a"}],"definitions":{"a":{"type":"string"}}}""", "\"a\"", "1")]
    [InlineData("""{DRAFT2020,"$dynamicAnchor":"n","type":"object","properties":{"c":{"$dynamicRef":"#n"}}}""", """{"c":{"c":{}}}""", """{"c":{"c":1}}""")]
    [InlineData("""{DRAFT2020,"$anchor":"me","type":"object","properties":{"c":{"$ref":"#me"}}}""", """{"c":{"c":{}}}""", """{"c":{"c":1}}""")]
    [InlineData("""{DRAFT2019,"$recursiveAnchor":true,"type":"object","properties":{"c":{"$recursiveRef":"#"}}}""", """{"c":{"c":{}}}""", """{"c":{"c":1}}""")]
    [InlineData("""{"properties":{"x":{"$ref":"#/definitions/a","minLength":3}},"definitions":{"a":{"type":"string"}}}""", """{"x":"abc"}""", """{"x":"a"}""")]
    public async Task A_reference_that_goes_into_the_value_decides_it(string schema, string matches, string breaks)
    {
        string json = Drafts(schema);

        Assert.Empty(Grader.Validate(Schema(json)));
        Assert.Equal(CaseOutcome.Passed, (await GradeAsync(matches, json)).Outcome);
        Assert.Equal(CaseOutcome.Failed, (await GradeAsync(breaks, json)).Outcome);
    }

    [Fact]
    public async Task A_value_nests_as_deep_as_JSON_may()
    {
        const string Tree = """{"anyOf":[{"allOf":[{"type":"array","items":{"$ref":"#"}}]},{"type":"number"}]}""";

        Assert.Equal(CaseOutcome.Passed, (await GradeAsync(Nested(500, "1"), Tree)).Outcome);
        Assert.Equal(CaseOutcome.Failed, (await GradeAsync(Nested(500, "true"), Tree)).Outcome);
    }

    [Fact]
    public async Task What_the_stack_cannot_follow_costs_the_case_alone()
    {
        string wide = string.Concat(Enumerable.Repeat("{\"not\":", 30)) + "{\"items\":{\"$ref\":\"#\"}}" + new string('}', 30);

        Grade grade = await GradeAsync(Nested(500, "1"), wide);

        Assert.True(grade.Outcome is CaseOutcome.Passed or CaseOutcome.Failed || (grade.Error is { Location: not null } error && error.Message.Contains("references", StringComparison.Ordinal)), grade.Error?.Message);
    }

    [Fact]
    public async Task References_that_multiply_the_work_cost_the_case_alone()
    {
        string bomb = """{"$ref":"#/definitions/d0","definitions":{""" + string.Concat(Enumerable.Range(0, 60).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/definitions/d{{i + 1}}"},{"$ref":"#/definitions/d{{i + 1}}"}]},
            """)) + "\"d60\":{}}}";
        long start = Stopwatch.GetTimestamp();

        Grade grade = await GradeAsync("1", bomb);

        Assert.Contains("multiply the work", grade.Error!.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"^(\\w+\\s?)*$"}""", true)]
    [InlineData("""{"patternProperties":{"^(\\w+\\s?)*$":{"type":"string"}}}""", false)]
    [InlineData("""{DRAFT2020,"type":"string","pattern":"^(\\w+\\s?)*$"}""", true)]
    [InlineData("""{DRAFT2020,"patternProperties":{"^(\\w+\\s?)*$":{"type":"string"}}}""", false)]
    [InlineData("""{"propertyNames":{"pattern":"^(\\w+\\s?)*$"}}""", false)]
    public async Task A_pattern_that_backtracks_costs_its_case_alone(string schema, bool isText)
    {
        string bad = JsonSerializer.Serialize(new string('a', 40) + "!");

        Grade slow = await GradeAsync(isText ? bad : $"{{{bad}:1}}", Drafts(schema));

        Assert.Equal(CaseOutcome.Error, slow.Outcome);
        Assert.Contains("backtracks", slow.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(CaseOutcome.Passed, (await GradeAsync(isText ? "\"a b\"" : "{\"a\":\"b\"}", Drafts(schema))).Outcome);
    }

    [Theory]
    [InlineData("""{"patternProperties":{"^\\p{L}+$":{"type":"string"}}}""", """{"é":1}""")]
    [InlineData("""{"pattern":"^\\p{Lu}"}""", "\"é\"")]
    [InlineData("""{"pattern":"^.$"}""", "\"ab\"")]
    public async Task Patterns_of_schemas_are_JavaScripts_with_Unicode(string schema, string breaks) =>
        Assert.Equal(CaseOutcome.Failed, (await GradeAsync(breaks, schema)).Outcome);

    [Theory]
    [InlineData("""{"pattern":"(unclosed"}""")]
    [InlineData("""{"patternProperties":{"(unclosed":{}}}""")]
    [InlineData("""{DRAFT2020,"pattern":"a{99999999999}"}""")]
    public void A_pattern_that_is_none_is_an_error_at_load(string schema) =>
        Assert.NotNull(Assert.Single(Grader.Validate(Schema(Drafts(schema)))).Location);

    [Fact]
    public async Task Items_are_unique_in_linear_time()
    {
        string many = "[" + string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"{{\"id\":{i}}}"));
        const string Unique = """{"type":"array","uniqueItems":true}""";

        Assert.Equal(CaseOutcome.Passed, (await GradeAsync(many + "]", Unique)).Outcome);
        Assert.Equal(CaseOutcome.Failed, (await GradeAsync(many + ",{\"id\":7.0}]", Unique)).Outcome);
        Assert.Equal(CaseOutcome.Failed, (await GradeAsync("""[{"a":1,"b":2},{"b":2,"a":1}]""", Unique)).Outcome);
        Assert.Equal(CaseOutcome.Passed, (await GradeAsync("[[1,2],[2,1],\"1\",1,true,null]", Unique)).Outcome);
    }

    [Fact]
    public async Task A_long_chain_of_references_is_followed_or_refused()
    {
        Assert.Equal(CaseOutcome.Passed, (await GradeAsync("1", Chain(300))).Outcome);
        Assert.Contains("references", Assert.Single(Grader.Validate(Schema(Chain(20_000)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not", "")]
    [InlineData("items", "")]
    [InlineData("properties", "\"a\":")]
    public void Schemas_in_schemas_are_counted(string keyword, string member)
    {
        string open = $"{{\"{keyword}\":" + (member.Length > 0 ? "{" + member : "");
        string close = member.Length > 0 ? "}}" : "}";
        string Deep(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "true" + string.Concat(Enumerable.Repeat(close, depth));

        Assert.Empty(Grader.Validate(Schema(Deep(25))));
        Assert.NotNull(Assert.Single(Grader.Validate(Text(Deep(45)))).Location);
        Assert.NotNull(Assert.Single(Grader.Validate(Text(Deep(400)))).Location);
        Assert.NotNull(Assert.Single(Grader.Validate(Text(Deep(100_000)))).Location);
    }

    [Theory]
    [InlineData("""{"enum":[99999999999999999999999999999]}""", "1")]
    [InlineData("""{"const":1e400}""", "2")]
    [InlineData("""{"minimum":5}""", "1e400")]
    [InlineData("""{"multipleOf":1e-300}""", "1e300")]
    public async Task A_number_of_any_size_is_judged_or_an_error_that_says_so(string schema, string output)
    {
        Grade grade = await GradeAsync(output, schema);

        Assert.True(grade.Outcome is CaseOutcome.Failed or CaseOutcome.Passed || grade.Error!.Message.Contains("a number that is too large", StringComparison.Ordinal), grade.Error?.Message);
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-04/schema#")]
    [InlineData("https://example.com/own")]
    [InlineData("https://json-schema.org/v1/2026")]
    public void A_dialect_that_is_not_known_is_an_error_at_load(string dialect) =>
        Assert.NotNull(Assert.Single(Grader.Validate(Schema($$"""{"$schema":"{{dialect}}","type":"object"}"""))).Location);

    static string Drafts(string schema) => schema.Replace("DRAFT2019", Draft2019, StringComparison.Ordinal).Replace("DRAFT2020", Draft2020, StringComparison.Ordinal);

    static string Nested(int depth, string leaf) => new string('[', depth) + leaf + new string(']', depth);

    static string Chain(int length) => """{"$ref":"#/definitions/d0","definitions":{""" + string.Concat(Enumerable.Range(0, length).Select(i => $$"""
        "d{{i}}":{"allOf":[{"$ref":"#/definitions/d{{i + 1}}"}]},
        """)) + $"\"d{length}\":{{}}}}}}";

    static Assertion Schema(string json) => GradingCase.Read($$"""{"type":"is-json","value":{{json}}}""");

    static Assertion Text(string json) => GradingCase.Read($$"""{"type":"is-json","value":{{JsonSerializer.Serialize(json)}}}""");

    static Task<Grade> GradeAsync(string output, string schema) => GradingCase.GradeAsync(output, $$"""[{"type":"is-json","value":{{JsonSerializer.Serialize(schema)}}}]""", promptfoo: true);
}
