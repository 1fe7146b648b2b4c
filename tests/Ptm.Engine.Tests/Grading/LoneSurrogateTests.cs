using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Operations;

namespace Ptm.Engine.Tests.Grading;

/// <summary>Half of a surrogate pair in what a model said or a script made: UTF-8 has no bytes for it, so that no library takes it.</summary>
public sealed class LoneSurrogateTests
{
    // The half itself cannot stand in an attribute, which is UTF-8.
    const string Half = "HALF";

    [Theory]
    [InlineData("""{"type":"equals","value":{"a":1}}""", Half, CaseOutcome.Failed)]
    [InlineData("""{"type":"not-equals","value":[]}""", Half, CaseOutcome.Passed)]
    [InlineData("""{"type":"equals","value":{"a":1}}""", "{\"a\":1,\"b\":\"" + Half + "\"}", CaseOutcome.Failed)]
    [InlineData("""{"type":"equals","value":{"a":"\ufffd"}}""", "{\"a\":\"\\ud83d\"}", CaseOutcome.Passed)]
    [InlineData("""{"type":"equals","value":{"a":"😀"}}""", "{\"a\":\"\\ud83d\\uDE00\"}", CaseOutcome.Passed)]
    [InlineData("""{"type":"equals","value":{"a":"\\ud83d"}}""", "{\"a\":\"\\\\ud83d\"}", CaseOutcome.Passed)]
    [InlineData("""{"type":"is-json"}""", Half, CaseOutcome.Failed)]
    [InlineData("""{"type":"is-json"}""", "\\" + Half, CaseOutcome.Failed)]
    [InlineData("""{"type":"is-json"}""", "\"" + Half + "\"", CaseOutcome.Passed)]
    [InlineData("""{"type":"is-json","value":{"type":"string","maxLength":1}}""", "\"\\ud83d\"", CaseOutcome.Passed)]
    [InlineData("""{"type":"contains-json"}""", Half + "{\"a\":\"\\udc00\"}", CaseOutcome.Passed)]
    [InlineData("""{"type":"contains-json","value":{"required":["\ufffd"]}}""", "x {\"\\udc00\":1}", CaseOutcome.Passed)]
    [InlineData("""{"type":"is-valid-openai-tools-call"}""", Half, CaseOutcome.Failed)]
    [InlineData("""{"type":"is-valid-function-call"}""", Half, CaseOutcome.Failed)]
    [InlineData("""{"type":"tool-call-f1","value":"a"}""", Half, CaseOutcome.Failed)]
    [InlineData("""{"type":"javascript","value":"({ pass: true, reason: output, score: 1 })"}""", Half, CaseOutcome.Passed)]
    [InlineData("""{"type":"javascript","value":"output.length === 1"}""", Half, CaseOutcome.Passed)]
    [InlineData("""{"type":"equals","value":["\ufffd"],"transform":"[output]"}""", Half, CaseOutcome.Passed)]
    public async Task It_is_judged(string assertion, string output, CaseOutcome expected)
    {
        Grade grade = await GradingCase.GradeAsync(Written(output), $"[{assertion}]");

        Assert.True(expected == grade.Outcome, $"{grade.Outcome}: {string.Join("; ", grade.Assertions.Select(result => result.Reason))} {grade.Error?.Message}");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"\\u0041\"")]
    [InlineData("\"\\\\ud83d\"")]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("\"😀\"")]
    [InlineData("\"\\ud\"")]
    [InlineData("\\")]
    public void What_has_none_stays_as_it_is(string json) => Assert.Equal(json, UnicodeJson.Whole(json));

    [Theory]
    [InlineData("\"\\ud83d\"", "\"\\ufffd\"")]
    [InlineData("\"\\uDE00\\uD83D\"", "\"\\ufffd\\ufffd\"")]
    [InlineData("\"" + Half + "x\"", "\"\ufffdx\"")]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\"")]
    public void A_half_becomes_the_replacement_character(string json, string whole)
    {
        json = Written(json);

        Assert.Equal(whole, UnicodeJson.Whole(json));
        Assert.DoesNotContain('\ud83d', JsonSerializer.Deserialize<string>(UnicodeJson.Whole(json))!.Replace("😀", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud83d\"}", "\"x\"")]
    [InlineData("{\"\\ude00\":1}", "\"x\"")]
    [InlineData("{}", "\"\\ud83d\"")]
    [InlineData("{}", "{\"a\":[\"\\ude00\"]}")]
    public void A_request_that_escapes_one_is_refused(string vars, string value)
    {
        GradingInput input = GradingCase.Input("", [GradingCase.Read($$"""{"type":"equals","value":{{value}}}""")], vars);

        PtmException refused = Assert.Throws<PtmException>(() => PromptCheck.RefuseToEvaluate(input.Prompt with { Tests = [input.Case] }));

        Assert.Contains("half a character", Assert.Single(refused.Diagnostics).Message, StringComparison.Ordinal);
    }

    static string Written(string text) => text.Replace(Half, "\ud83d", StringComparison.Ordinal);
}
