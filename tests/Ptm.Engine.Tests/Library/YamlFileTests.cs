using System.Diagnostics;
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

    [Theory]
    [InlineData("a0: &a0 [x, x, x, x, x, x, x, x, x, x]", "[{0}]")]
    [InlineData("a0: &a0 { k: x }", "{{ a: {0} }}")]
    public void An_alias_bomb_is_refused_before_it_costs_time_or_memory(string first, string level)
    {
        string aliases(int i) => level.StartsWith('[') ? string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10)) : $"[{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]";
        string bomb = first + "\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} {string.Format(System.Globalization.CultureInfo.InvariantCulture, level, aliases(i))}\n"));

        Refused(bomb);
    }

    [Fact]
    public void A_large_text_that_is_used_over_and_over_is_refused() =>
        Refused($"t: &t \"{new string('x', 100_000)}\"\nl: [{string.Join(", ", Enumerable.Repeat("*t", 100_000))}]");

    [Fact]
    public void Mappings_that_each_merge_the_one_before_are_refused() =>
        Refused(string.Concat(Enumerable.Range(0, 5000).Select(i => $"m{i}: &m{i} {{ {(i == 0 ? "" : $"<<: *m{i - 1}, ")}k{i}: 1 }}\n")));

    [Fact]
    public void A_mapping_that_merges_a_large_one_a_thousand_times_takes_no_time() =>
        Refused($"m: &m {{ {string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"k{i}: 1"))} }}\nn: {{ <<: [{string.Join(", ", Enumerable.Repeat("*m", 1000))}] }}");

    [Theory]
    [InlineData("!!int '7'", "7")]
    [InlineData("!!float 7", "7")]
    [InlineData("!!bool true", "true")]
    [InlineData("!!null ''", "null")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("!!map { a: 1 }", "{\"a\":1}")]
    [InlineData("!!seq [1]", "[1]")]
    [InlineData("0b11", "\"0b11\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("2024-01-02T03:04:05Z", "\"2024-01-02T03:04:05Z\"")]
    [InlineData("+5", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("-0", "0")]
    [InlineData("{ 1: a, yes: b, 2.5: c }", "{\"1\":\"a\",\"yes\":\"b\",\"2.5\":\"c\"}")]
    [InlineData("\"a\\u2028b\\tc\"", "\"a\\u2028b\\tc\"")]
    public void Values_mean_what_YAML_1_2_and_promptfoo_say(string written, string json) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse($"{{\"v\":{json}}}"), JsonElement.Parse(Json($"v: {written}"))), Json($"v: {written}"));

    [Theory]
    [InlineData("v: !!python/object:os.system x", 1)]
    [InlineData("a: 1\nv: !!python/object/apply:os.system [x]", 2)]
    [InlineData("v: !mine { a: 1 }", 1)]
    [InlineData("v: !!binary aGk=", 1)]
    [InlineData("v: !!int x", 1)]
    [InlineData("v: !!set { a }", 1)]
    public void A_tag_that_is_not_known_is_refused(string text, int line)
    {
        Diagnostic finding = Wrong(text);

        Assert.Equal((DiagnosticCodes.InvalidSyntax, line), (finding.Code, finding.Location!.Line));
        Assert.Contains("tag", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%YAML 1.2\n---\na: 1\n", "{\"a\":1}")]
    [InlineData("---\na: 1\n...\n", "{\"a\":1}")]
    [InlineData("a: |\r\n  x\r\n  y\r\nb: 1\r\n", "{\"a\":\"x\\ny\\n\",\"b\":1}")]
    [InlineData("a: >-\n  x\n  y\n\n  z\n", "{\"a\":\"x y\\nz\"}")]
    [InlineData("base: &b { l: [1] }\nx: { <<: *b }\ny: { <<: [*b, { l: 2, m: 3 }] }", "{\"base\":{\"l\":[1]},\"x\":{\"l\":[1]},\"y\":{\"l\":[1],\"m\":3}}")]
    public void Documents_are_read_as_they_are(string text, string json) => Assert.Equal(json, Json(text));

    [Fact]
    public void A_line_of_a_million_letters_is_read() =>
        Assert.Equal(1_000_000, JsonElement.Parse(Json($"a: \"{new string('x', 1_000_000)}\"")).GetProperty("a").GetString()!.Length);

    [Fact]
    public void A_file_with_a_byte_order_mark_begins_in_its_first_column()
    {
        using TempFolder folder = new();
        string path = folder.Write("x.yaml", "\uFEFFa: 1\r\n");

        Assert.Equal(1, Assert.IsType<YamlMapping>(YamlFile.Read(path)).Entries[0].Key.Column);
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Equal(DiagnosticCodes.LimitExceeded, Wrong(new string('[', 5000)).Code);

    [Fact]
    public void An_empty_file_is_nothing() => Assert.Null(YamlFile.Parse("/x.yaml", new StringReader("# only a comment\n")));

    static void Refused(string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();

        PtmException error = Assert.Throws<PtmException>(() => Json(text));

        Assert.Equal(DiagnosticCodes.LimitExceeded, error.Diagnostics[0].Code);
        Assert.True(error.Diagnostics[0].Location!.Line > 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600L * 1024 * 1024);
        TestContext.Current.TestOutputHelper?.WriteLine($"{text.Length} letters refused in {watch.ElapsedMilliseconds} ms with {(GC.GetAllocatedBytesForCurrentThread() - before) / 1024} KB");
    }

    static string Json(string text) => JsonSerializer.Serialize(YamlJson.ToJson(YamlFile.Parse("/x.yaml", new StringReader(text))!, "/x.yaml"));

    static Diagnostic Wrong(string text) =>
        Assert.Throws<PtmException>(() => YamlFile.Parse("/x.yaml", new StringReader(text))).Diagnostics[0];
}
