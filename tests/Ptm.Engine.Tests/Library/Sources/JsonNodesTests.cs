using System.Text.Json;
using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Tests.Library.Sources;

public sealed class JsonNodesTests
{
    [Theory]
    [InlineData("""{"a":[1,-2.5e3,true,null,"x"],"b":{}}""")]
    [InlineData("""["\"\\\/\b\f\n\r\té😀"]""")]
    [InlineData("\t{\t\"a\"\t:\t1\t}\r\n")]
    [InlineData("\uFEFF[]")]
    [InlineData("\"a\u2028b\"")]
    public void Json_is_read_as_it_is(string text) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text.TrimStart('\uFEFF')), YamlJson.ToJson(JsonNodes.Parse(text, "/x.json"), "/x.json")));

    [Theory]
    [InlineData("{\"a\":1,}", 1, 8)]
    [InlineData("{\n  \"a\": tru\n}", 2, 8)]
    [InlineData("{\"a\" 1}", 1, 6)]
    [InlineData("[1 2]", 1, 4)]
    [InlineData("[1", 1, 3)]
    [InlineData("\"a\nb\"", 1, 3)]
    [InlineData("\"a", 1, 3)]
    [InlineData("\"\\x\"", 1, 2)]
    [InlineData("01", 1, 1)]
    [InlineData("1 2", 1, 3)]
    [InlineData("", 1, 1)]
    [InlineData("'a'", 1, 1)]
    [InlineData("{\r\n\r\na: 1}", 3, 1)]
    [InlineData("NaN", 1, 1)]
    public void What_is_no_JSON_is_an_error_with_its_place(string text, int line, int column)
    {
        Diagnostic finding = Assert.Throws<PtmException>(() => JsonNodes.Parse(text, "/x.json")).Diagnostics[0];

        Assert.Equal((DiagnosticCodes.InvalidSyntax, new SourceLocation("/x.json", line, column)), (finding.Code, finding.Location));
    }

    [Fact]
    public void A_key_that_is_there_twice_names_both_lines()
    {
        Diagnostic finding = Assert.Throws<PtmException>(() => JsonNodes.Parse("{\n\"a\": 1,\n\"a\": 2}", "/x.json")).Diagnostics[0];

        Assert.Equal((DiagnosticCodes.Duplicate, 3), (finding.Code, finding.Location!.Line));
        Assert.Contains("line 2", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Equal(DiagnosticCodes.LimitExceeded, Assert.Throws<PtmException>(() => JsonNodes.Parse(new string('[', 100_000), "/x.json")).Diagnostics[0].Code);
}
