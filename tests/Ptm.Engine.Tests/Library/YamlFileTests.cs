using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Tests.Library;

public sealed class YamlFileTests
{
    [Theory]
    [InlineData("no", "\"no\"")]
    [InlineData("true", "true")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("1.0", "1")]
    [InlineData("1.50", "1.5")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "17")]
    [InlineData("1e3", "1000")]
    [InlineData("12:30:00", "\"12:30:00\"")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("~", "null")]
    [InlineData("-", "\"-\"", true)]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("!!str 5", "\"5\"")]
    public void A_plain_scalar_has_its_type_of_YAML_1_2(string written, string json, bool quoted = false) =>
        Assert.Equal($"{{\"v\":{json}}}", Json($"v: {(quoted ? $"'{written}'" : written)}"));

    [Fact]
    public void Merge_keys_and_anchors_are_resolved_and_own_keys_win() =>
        Assert.Equal(
            """{"base":{"a":1,"b":2},"own":{"b":3,"a":1}}""",
            Json("base: &base { a: 1, b: 2 }\nown: { <<: *base, b: 3 }"));

    [Fact]
    public void A_duplicate_key_names_both_lines()
    {
        Diagnostic finding = Wrong("a: 1\nb: 2\na: 3");

        Assert.Equal((DiagnosticCodes.Duplicate, 3, 1), (finding.Code, finding.Location!.Line, finding.Location.Column));
        Assert.Contains("the first is on line 1", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duplicate_key_is_found_in_a_large_mapping_too() =>
        Assert.Equal(DiagnosticCodes.Duplicate, Wrong(string.Concat(Enumerable.Range(0, 40).Select(i => $"k{i}: 1\n")) + "k35: 2").Code);

    [Theory]
    [InlineData("a: [1, 2\n", 2)]
    [InlineData("a: [1, 2\nb: 3\n", 2)]
    [InlineData("a: 1\n\tb: 2", 2)]
    [InlineData("a: *nobody", 1)]
    [InlineData("{{ x }}: 1", 1)]
    [InlineData("a: 1\n---\nb: 2", 2)]
    public void What_is_no_YAML_is_an_error_with_its_line(string text, int line)
    {
        Diagnostic finding = Wrong(text);

        Assert.Equal((DiagnosticCodes.InvalidSyntax, line), (finding.Code, finding.Location!.Line));
    }

    [Fact]
    public void An_alias_bomb_is_refused()
    {
        string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        PtmException error = Assert.Throws<PtmException>(() => Json(bomb));

        Assert.Equal(DiagnosticCodes.LimitExceeded, error.Diagnostics[0].Code);
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Equal(DiagnosticCodes.LimitExceeded, Wrong(new string('[', 5000)).Code);

    [Fact]
    public void An_empty_file_is_nothing() => Assert.Null(YamlFile.Parse("/x.yaml", new StringReader("# only a comment\n")));

    static string Json(string text) => JsonSerializer.Serialize(YamlJson.ToJson(YamlFile.Parse("/x.yaml", new StringReader(text))!, "/x.yaml"));

    static Diagnostic Wrong(string text) =>
        Assert.Throws<PtmException>(() => YamlFile.Parse("/x.yaml", new StringReader(text))).Diagnostics[0];
}
