using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Ptm.Engine.Library;
using Ptm.Engine.Library.Writing;
using Ptm.Engine.Stores;
using Snapshooter.Xunit3;

namespace Ptm.Engine.Tests.Library;

/// <summary>What is written to a prompt file is read from it again.</summary>
public sealed class PromptFileWriterTests : IDisposable
{
    // Text that some reader of YAML takes for something else than text, or for less of it.
    static readonly Gen<string> s_trap = OneOf(
        "", " ", "~", "null", "Null", "true", "False", "yes", "NO", "on", "y", "012", "0x1F", "0o17", "1e3", "-1", "+.5", ".inf", "-.INF", ".nan", "1_000", "12:30:00", "2026-11-25", "2026-11-25T10:00:00Z",
        "- a", "-", "?", "? a", ": a", "a: b", "a:", "#", "a #b", "# a", "*a", "&a b", "!a", "!!str a", "%YAML 1.2", "@a", "`a", "'", "''", "\"", "\\", "\\n", "|", ">", "|-", "---", "...", "--- a", "{{ name }}", "{% if a %}", "[a]", "a, b", "{", "}",
        "=", "<<", " a", "a ", "\ta", "a\t", "\n", "\n\n", "a\n", "a\n\n", "\na", " a\nb", "a\n b", "a \nb", "a\n\n\nb\n", "a\n  b\n c", "a\r\nb\r\n", "a\rb", "a\n---\nb", "a\n...\nb", "a\n# b", "a\n\tb", "\u0000", "\u0007", "\u001b[31m", "\u0085", "a\u2028b", "a\u2029b\n", "\ufeff", "a\ufeff\nb", "\u00a0", "\u00ad",
        "é", "漢字", "👩‍👩‍👧", "a 😀\nb 😀\n", "𝒳", "\ud83d\ude00", "e\u0301");

    static readonly Gen<string> s_soup = Gen.Char[" aZ0_.,:;#'\"\\{}[]()-?!|>%@`&*~=<\n\r\t\u0001\u0085\u2028\ufeffé漢"].Array[0, 24].Select(characters => new string(characters));

    static readonly Gen<string> s_text = Gen.Frequency((3, s_trap), (3, s_soup), (1, Gen.Select(s_trap, s_trap, (a, b) => a + b)), (1, Gen.Select(s_trap, s_soup, (a, b) => $"{a}\n{b}")));

    static readonly Gen<string> s_number = Gen.Frequency(
        (3, Gen.Double.Where(double.IsFinite).Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
        (2, Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture))),
        (2, OneOf("0", "-0", "1.0", "1.50", "1E+2", "1e-7", "123456789012345678901234567890", "0.1e1", "-0.0", "999999999999999", "1000000000000000")));

    static readonly Gen<string> s_json = Json(3);

    static readonly Gen<string> s_vars = Members(s_json);

    static readonly Gen<Assertion> s_assertion = Gen.Select(
        s_json.Where(json => json != "null"), s_text, Gen.Double[0, 3], s_text.Null(), (value, part, weight, metric) => new[]
        {
            new Assertion { Type = "equals", Value = JsonElement.Parse(value), Weight = weight, Metric = metric },
            new Assertion { Type = "not-contains", Value = JsonSerializer.SerializeToElement("x" + part), Metric = metric },
            new Assertion { Type = "levenshtein", Value = JsonSerializer.SerializeToElement("x" + part), Threshold = Math.Floor(weight) },
        }).SelectMany(assertions => OneOf<Assertion>([.. assertions, new() { Type = "assert-set", Assertions = assertions, Threshold = 0.5 }]));

    static readonly Gen<TestCase[]> s_tests = Gen.Select(s_text.Null(), s_text, s_vars, s_assertion.Array[0, 3], Gen.Double[0, 1].Nullable(), s_text.Array[0, 3], Gen.Select(s_text, s_text, OneOf<string?>(null, "output.trim()", "output\n  .trim()\n")))
        .Array[0, 4].Select(cases =>
        {
            CaseIds ids = new();
            return cases.Select((one, index) =>
            {
                (string? id, string description, string vars, Assertion[] assertions, double? threshold, string[] tags, (string prefix, string suffix, string? transform)) = one;
                JsonElement variables = JsonElement.Parse(vars);
                return new TestCase
                {
                    Id = ids.Next(id, description, variables),
                    Description = description,
                    Index = index,
                    Vars = variables,
                    Assertions = assertions,
                    Threshold = threshold,
                    Tags = tags,
                    Prefix = prefix,
                    Suffix = suffix,
                    Transform = transform,
                };
            }).ToArray();
        });

    static readonly Gen<PromptDefinition> s_prompt = Gen.Select(
        Gen.Select(s_text, s_text, s_text.Null(), s_text.Array[0, 3], s_text.Null(), s_text.Null()),
        s_tests,
        Gen.Select(s_text, s_text, Gen.Double[0, 1], Gen.Double[0, 9], Gen.Decimal[0, 100].Nullable(), Gen.Double[0, 1e6].Nullable()),
        s_json.Where(json => json != "null").Null(),
        Gen.Bool,
        (texts, tests, scoring, tools, isChat) => new PromptDefinition
        {
            Id = "p" + texts.Item1,
            Label = texts.Item3,
            Version = 3,
            Text = isChat ? null : "x" + texts.Item2,
            Messages = isChat ? [new("system", texts.Item2), new("user", texts.Item1)] : [],
            Tags = texts.Item4,
            Team = texts.Item5,
            Group = texts.Item6,
            ProviderProfiles = texts.Item4,
            Tests = tests,
            AdditionalMetrics = [new() { Name = "tone", Criteria = "c" + scoring.Item1, Threshold = scoring.Item3 }],
            AdditionalKpis = [new() { Name = "cheap", Description = scoring.Item2, Expression = "1 if cost < 0.05 else\n  tone", Weight = scoring.Item4, Threshold = scoring.Item3 }],
            CostThreshold = scoring.Item5,
            LatencyThresholdMs = scoring.Item6,
            ToolDefinitions = tools is null ? null : JsonElement.Parse(tools),
        });

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_prompt_that_is_written_is_read_as_the_same_prompt()
    {
        int number = 0;
        s_prompt.Sample(
            prompt =>
            {
                string path = _folder.Combine($"{Interlocked.Increment(ref number)}.yaml");
                File.WriteAllText(path, PromptFileWriter.Write(prompt, path));
                PromptDefinition read = Assert.Single(PromptLibrary.Open(path).Prompts);
                File.Delete(path);
                Assert.Equal(PromptHash.Of(prompt), PromptHash.Of(read));
                Assert.Equal((3, PromptHash.Of(prompt)), (read.Version, read.Hash));
            },
            iter: 1_000,
            print: prompt => JsonSerializer.Serialize(prompt, PtmJson.For<PromptDefinition>()));
    }

    [Fact]
    public void A_person_likes_to_read_it()
    {
        PromptDefinition prompt = new()
        {
            Id = "support.refund",
            Label = "Refunds: the short way",
            Version = 12,
            Text = "You answer customers of {{ shop }}.\n\n  Be brief.\nTabs and 😀 are fine.\n",
            Tags = ["smoke", "support desk"],
            ProviderProfiles = ["openai_gpt41_mini", "local"],
            Tests =
            [
                new()
                {
                    Id = "names the window",
                    Description = "names the window",
                    Vars = JsonElement.Parse("""{"shop":"Lamps & more","days":14,"since":"2026-11-25","open":"yes","order":{"lines":[{"sku":"007","price":1.50}],"notes":[]}}"""),
                    Assertions = [new() { Type = "contains", Value = JsonElement.Parse("\"14 days\"") }, new() { Type = "not-contains", Value = JsonElement.Parse("\" \\t\"") }],
                    Threshold = 0.5,
                },
                new() { Id = "case-1", Index = 1, Assertions = [new() { Type = "equals", Value = JsonElement.Parse("\"a\\r\\nb\"") }] },
            ],
            AdditionalMetrics = [new() { Name = "tone", Criteria = "Friendly.\nNever sorry twice." }],
            AdditionalKpis = [new() { Name = "cheap", Expression = "1 if cost < 0.05 else 0", Weight = 0.5 }],
            CostThreshold = 0.050m,
        };

        Snapshot.Match(PromptFileWriter.Write(prompt, _folder.Combine("p.yaml")));
    }

    [Fact]
    public void An_edit_is_noticed_and_a_comment_is_none()
    {
        PromptDefinition prompt = new() { Id = "p", Text = "Hello {{ name }}", Version = 1 };
        string path = _folder.Write("p.yaml", PromptFileWriter.Write(prompt, "p.yaml"));
        Assert.False(PromptFileWriter.IsEdited(path));

        File.AppendAllText(path, "# a remark\n");
        Assert.False(PromptFileWriter.IsEdited(path));

        File.AppendAllText(path, "tags: [smoke]\n");
        Assert.True(PromptFileWriter.IsEdited(path));
    }

    [Theory]
    [InlineData("id: p\nprompt_text: a\n")]
    [InlineData("id: [")]
    [InlineData("")]
    public void A_file_that_was_never_pulled_counts_as_edited(string content) =>
        Assert.True(PromptFileWriter.IsEdited(_folder.Write("p.yaml", content)));

    [Fact]
    public void What_a_prompt_file_cannot_say_is_refused_and_not_bent()
    {
        Refused(new() { Id = "p", Text = "a", IsPromptfoo = true }, "promptfoo config");
        Refused(new() { Id = "p", Text = "a", Tests = [new() { Id = "t", Assertions = [new() { Type = "equals", Value = JsonElement.Parse("null") }] }] }, "");
        Refused(new() { Id = "p", Text = "a", Tests = [new() { Id = "t", Vars = JsonElement.Parse("""{"n":1e999}""") }] }, "beyond double precision");
        Refused(new() { Id = "p", Text = "a", Tests = [new() { Id = "t", Vars = JsonElement.Parse("""{"n":1,"n":2}""") }] }, "Duplicate property 'n'");
        Refused(new() { Id = "p", Text = "file:///etc/passwd" }, "'prompt_text' is the text itself");
    }

    [Theory]
    [InlineData("support.refund", "support.refund.yaml")]
    [InlineData("../../etc/passwd", "-.-..-etc-passwd.yaml")]
    [InlineData("..", "-..yaml")]
    [InlineData("a/b\\c:d", "a-b-c-d.yaml")]
    [InlineData("ü 😀\0\n", "------.yaml")]
    public void A_file_is_named_after_the_prompt_and_stays_in_its_folder(string id, string name) => Assert.Equal(name, PromptFileWriter.FileNameOf(id));

    [Fact]
    public void A_long_id_makes_a_name_that_every_disk_takes() => Assert.True(PromptFileWriter.FileNameOf(new('a', 10_000)).Length < 200);

    [Theory]
    [InlineData("""{"n":1.0,"m":[1e2,-0]}""", """{"n":1,"m":[100,0]}""")]
    public void The_spelling_of_a_number_is_no_content(string one, string other) =>
        Assert.Equal(PromptHash.Of(With(one)), PromptHash.Of(With(other)));

    static PromptDefinition With(string vars) => new() { Id = "p", Text = "a", Tests = [new() { Id = "t", Vars = JsonElement.Parse(vars) }] };

    void Refused(PromptDefinition prompt, string why)
    {
        PtmException refused = Assert.Throws<PtmException>(() => PromptFileWriter.Write(prompt, _folder.Combine("p.yaml")));
        Assert.Contains("The prompt 'p' cannot be kept as a file: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    static Gen<string> Json(int depth)
    {
        Gen<string> scalar = Gen.Frequency((4, s_text.Select(text => JsonValue.Create(text)!.ToJsonString())), (2, s_number), (1, OneOf("true", "false", "null")));
        return depth == 0
            ? scalar
            : Gen.Frequency(
                (2, scalar),
                (1, Json(depth - 1).Array[0, 3].Select(items => $"[{string.Join(", ", items)}]")),
                (1, Members(Json(depth - 1))));
    }

    // A merge key is YAML's own, and a variable that sounds like an assertion is refused by the reader.
    static Gen<string> Members(Gen<string> value) => Gen.Select(s_text.Where(name => name != "<<"), value).Array[0, 4].Select(members =>
        $"{{{string.Join(", ", members.DistinctBy(member => member.Item1, StringComparer.Ordinal).Select(member => $"{JsonValue.Create(member.Item1)!.ToJsonString()}: {member.Item2}"))}}}");
}
