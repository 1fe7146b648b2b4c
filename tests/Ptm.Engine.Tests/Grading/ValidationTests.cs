using Ptm.Engine.Grading;

namespace Ptm.Engine.Tests.Grading;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("""{"type":"contains"}""", "PTM3004", "contains needs a value: the text to look for")]
    [InlineData("""{"type":"icontains","value":""}""", "PTM3004", "its value is empty")]
    [InlineData("""{"type":"contains","value":["a"]}""", "PTM3004", "needs a text or a number")]
    [InlineData("""{"type":"not-contains-any","value":[]}""", "PTM3004", "nothing would be checked")]
    [InlineData("""{"type":"contains-all","value":"\"a, b"}""", "PTM3004", "closing quote")]
    [InlineData("""{"type":"starts-with","value":5}""", "PTM3004", "put a number in quotes")]
    [InlineData("""{"type":"equals"}""", "PTM3004", "needs a value")]
    [InlineData("""{"type":"regex","value":"("}""", "PTM3004", "is no JavaScript regular expression: ")]
    [InlineData("""{"type":"regex","value":"(?i)abc"}""", "PTM3004", "write (?i:…) around it")]
    [InlineData("""{"type":"is-json","value":{"type":"nope"}}""", "PTM3004", "invalid schema")]
    [InlineData("""{"type":"is-json","value":{"requird":["a"]}}""", "PTM3004", "Did you mean 'required'?")]
    [InlineData("""{"type":"is-json","value":{"format":"emial"}}""", "PTM3004", "Did you mean 'email'?")]
    [InlineData("""{"type":"contains-json","value":{"$ref":"http://example.org/s"}}""", "PTM3004", "nothing is loaded from elsewhere")]
    [InlineData("""{"type":"is-json","value":5}""", "PTM3004", "needs a JSON Schema")]
    [InlineData("""{"type":"javascript","value":"  "}""", "PTM3004", "its value is empty")]
    [InlineData("""{"type":"cost"}""", "PTM3004", "needs a threshold in USD")]
    [InlineData("""{"type":"not-latency","value":5}""", "PTM3004", "needs a threshold in milliseconds")]
    [InlineData("""{"type":"word-count","value":{"min":4,"max":2}}""", "PTM3004", "has min 4 above max 2")]
    [InlineData("""{"type":"levenshtein","value":5}""", "PTM3004", "needs a text")]
    [InlineData("""{"type":"is-sql","value":{"databaseType":"Postgres"}}""", "PTM3004", "Did you mean 'PostgreSQL'?")]
    [InlineData("""{"type":"not-contains-sql","value":{"allowedTable":["select::null::t"]}}""", "PTM3004", "Did you mean 'allowedTables'?")]
    [InlineData("""{"type":"is-sql","value":{"allowedTables":["("]}}""", "PTM3004", "is no JavaScript regular expression: ")]
    [InlineData("""{"type":"is-sql","value":{"allowedColumns":"select::null::a"}}""", "PTM3004", "needs a list of texts as its allowedColumns")]
    [InlineData("""{"type":"contains-sql","value":"MySQL"}""", "PTM3004", "needs an object as its value")]
    [InlineData("""{"type":"contains","value":"a","weight":-1}""", "PTM3004", "a weight is 0 to 1,000,000")]
    [InlineData("""{"type":"assert-set","assert":[]}""", "PTM3004", "nothing would be checked")]
    [InlineData("""{"type":"assert-set","assert":[{"type":"regex","value":"("}]}""", "PTM3004", "regex has the pattern")]
    [InlineData("""{"type":"Contains","value":"a"}""", "PTM3003", "Did you mean 'contains'?")]
    [InlineData("""{"type":"not-select-best","value":"a"}""", "PTM3003", "is not a known assertion type: select-best has no not-.")]
    [InlineData("""{"type":"not-max-score"}""", "PTM3003", "is not a known assertion type: max-score has no not-.")]
    [InlineData("""{"type":"not-not-contains","value":"a"}""", "PTM3003", "Did you mean 'not-contains'?")]
    [InlineData("""{"type":"not-llm-rubric","value":"x","threshold":80}""", "PTM3004", "its score is from 0 to 1, and so is its threshold")]
    [InlineData("""{"type":"llm-rubric","value":"x","threshold":1.5}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-g-eval","value":"x","threshold":7}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-factuality","value":"x","threshold":2}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-context-faithfulness","threshold":50}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-conversation-relevance","threshold":2}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-classifier","threshold":2}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-similar","value":"x","threshold":80}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-similar:dot","value":"x","threshold":1.01}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-rouge-n","value":"x","threshold":75}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-meteor","value":"x","threshold":75}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-tool-call-f1","value":"x","threshold":75}""", "PTM3004", "its score is from 0 to 1")]
    [InlineData("""{"type":"not-perplexity-score","threshold":2}""", "PTM3004", "its score is from 0 to 1")]
    public void A_mistake_in_an_assertion_shows_when_its_file_is_read(string assertion, string code, string message)
    {
        Diagnostic diagnostic = Assert.Single(Grader.Validate(GradingCase.Read(assertion)));

        Assert.Equal(code, diagnostic.Code);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal("prompt.yaml", diagnostic.Location!.File);
    }

    [Theory]
    [InlineData("""{"type":"contains","value":"a"}""")]
    [InlineData("""{"type":"contains","value":"{{x}}"}""")]
    [InlineData("""{"type":"regex","value":"({{x}}"}""")]
    [InlineData("""{"type":"contains-any","value":["{{x}}"]}""")]
    [InlineData("""{"type":"is-json"}""")]
    [InlineData("""{"type":"is-json","value":"type: object\nrequired: [a]"}""")]
    [InlineData("""{"type":"is-json","value":{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[{"type":"string"}]}}""")]
    [InlineData("""{"type":"javascript","value":"not checked before it runs ("}""")]
    [InlineData("""{"type":"latency","threshold":0}""")]
    [InlineData("""{"type":"llm-rubric"}""")]
    [InlineData("""{"type":"llm-rubric","value":"x","threshold":1}""")]
    [InlineData("""{"type":"similar:euclidean","value":"x","threshold":2}""")]
    [InlineData("""{"type":"perplexity","threshold":8}""")]
    [InlineData("""{"type":"levenshtein","value":"x","threshold":6}""")]
    [InlineData("""{"type":"javascript","value":"output.length","threshold":6}""")]
    [InlineData("""{"type":"assert-set","assert":[{"type":"not-equals","value":""}]}""")]
    public void A_sound_assertion_or_one_that_is_only_known_once_rendered_passes(string assertion) =>
        Assert.Empty(Grader.Validate(GradingCase.Read(assertion)));

    [Theory]
    [InlineData("contains", AssertionSupport.Supported)]
    [InlineData("not-javascript", AssertionSupport.Supported)]
    [InlineData("assert-set", AssertionSupport.Supported)]
    [InlineData("not-assert-set", AssertionSupport.Unknown)]
    [InlineData("llm-rubric", AssertionSupport.Supported)]
    [InlineData("not-llm-rubric", AssertionSupport.Supported)]
    [InlineData("search-rubric", AssertionSupport.KnownButNotYet)]
    [InlineData("trajectory:goal-success", AssertionSupport.KnownButNotYet)]
    [InlineData("promptfoo:redteam:harmful", AssertionSupport.KnownButNotYet)]
    [InlineData("ends-with", AssertionSupport.Unknown)]
    [InlineData("", AssertionSupport.Unknown)]
    internal void Every_type_is_supported_or_known_or_unknown(string type, AssertionSupport support) => Assert.Equal(support, Grader.SupportOf(type));
}
