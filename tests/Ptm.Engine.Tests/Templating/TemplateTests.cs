using System.Globalization;
using System.Text.Json;
using CsCheck;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Tests.Templating;

public sealed class TemplateTests
{
    [Fact]
    public void A_text_without_tags_is_constant_and_comes_back_as_it_is()
    {
        const string text = "Plain {text} with } and % and # and { {";
        Template template = Template.Parse(text);

        Assert.True(template.IsConstant);
        Assert.Same(text, template.Render(default, cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(Template.Parse("a {{ b }}").IsConstant);
    }

    [Fact]
    public void A_template_renders_many_times_without_memory()
    {
        Template template = Template.Parse("{% set l = v %}{% set _ = l.push(1) %}{{ l }}{% set c = cycler('a', 'b') %}{{ c.next() }}");
        using JsonDocument vars = JsonDocument.Parse("""{"v": [0]}""");

        Assert.Equal("0,1a", template.Render(vars.RootElement, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("0,1a", template.Render(vars.RootElement, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Numbers_print_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("1.5 -2 1234567.25 0.50", TemplateText.Render("{{ a }} {{ -2 }} {{ 1234567.25 }} {{ (0.5).toFixed(2) }}", """{"a": 1.5}"""));
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Assert.Equal("I i", TemplateText.Render("{{ 'i' | upper }} {{ 'I' | lower }}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_variable_that_is_no_object_is_refused()
    {
        using JsonDocument vars = JsonDocument.Parse("[1]");

        Assert.Throws<ArgumentException>(() => Template.Parse("{{ a }}").Render(vars.RootElement, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Many_operands_of_and_are_no_nesting() =>
        Assert.Equal("1", TemplateText.Render($"{{{{ {string.Join(" and ", Enumerable.Repeat("1", 1000))} }}}}"));

    [Fact]
    public void Any_text_renders_or_fails_with_a_place()
    {
        string[] pieces =
        [
            "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", "{{-", "-}}", "if ", "else", "endif", "for ", " in ", "endfor", "set ", "endset",
            "macro ", "endmacro", "call ", "endcall", "raw", "endraw", "filter ", "endfilter", "switch ", "case ", "default", "endswitch",
            "a", "b", "l", "o", "x", "loop.index", "1", "2.5", "0", "\"t\"", "'", "\"", "\\", "(", ")", "[", "]", "{", "}", ",", ".", ":", "=", "==",
            "|", "~", "+", "-", "*", "**", "/", "//", "%", "<", ">", "!", " ", "\n", " not ", " is ", "defined", " and ", " or ", "r/a/g",
            "| upper", "| join", "| length", "| batch(2)", "| slice(3)", "| sort", "| dump", "| round", "| truncate(1)", "| first", ".split('')",
            ".slice(-1)", ".push(1)", ".repeat(3)", ".substring(5)", ".padEnd(9)", ".at(9)", "range(3)", "é", "😀", "\ud800", "\u2028", "text",
            "{{ a }}", "{{ l }}", "{{ o.k }}", "{% if a %}", "{% endif %}", "{% for x in l %}", "{% endfor %}", "{% set b = ", "{{ x | ",
        ];
        Gen<string> templates = AnyOf(pieces).Array[0, 14].Select(string.Concat);
        using JsonDocument vars = JsonDocument.Parse("""{"a": "text", "b": -1.5, "l": [1, null, "z", [2]], "o": {"k": {"j": true}}}""");

        RenderAll(templates, vars.RootElement);
    }

    [Fact]
    public void Any_expression_of_known_parts_renders_or_fails_with_a_place()
    {
        string[] values = ["a", "b", "l", "o", "n", "u", "1", "0", "-2.5", "'q'", "[]", "{}", "none", "true", "[3, 'x', [1]]", "{k: 'v'}", "range", "1 / 0", "u / 1", "r/a/"];
        string[] calls =
        [
            "abs", "batch(X)", "batch(X, Y)", "capitalize", "center(X)", "default(X, Y)", "dictsort(X)", "dump(X)", "escape", "first", "last", "float(X)",
            "int(X, Y)", "groupby(X)", "indent(X, Y)", "join(X, Y)", "length", "list", "lower", "nl2br", "reject(X)", "select(X, Y)", "selectattr(X)",
            "replace(X, Y)", "replace(X, Y, 1)", "reverse", "round(X, Y)", "safe", "slice(X, Y)", "sort(X, false, Y)", "string", "striptags(X)", "sum(X)",
            "title", "trim", "truncate(X, Y)", "upper", "urlencode", "wordcount",
        ];
        string[] methods =
        [
            "at(X)", "charAt(X)", "charCodeAt(X)", "codePointAt(X)", "concat(X, Y)", "endsWith(X, Y)", "includes(X, Y)", "indexOf(X, Y)", "lastIndexOf(X, Y)",
            "localeCompare(X)", "normalize()", "padEnd(X, Y)", "padStart(X, Y)", "repeat(X)", "replace(X, Y)", "replaceAll(X, Y)", "slice(X, Y)", "split(X, Y)",
            "startsWith(X, Y)", "substr(X, Y)", "substring(X, Y)", "trim()", "flat(X)", "join(X)", "pop()", "push(X)", "reverse()", "shift()", "sort()",
            "splice(X, Y)", "splice(X, Y, 1)", "unshift(X)", "toFixed(X)", "toString(X)", "hasOwnProperty(X)", "length", "test(X)",
        ];
        string[] operators = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "===", "<", ">=", "in", "not in", "and", "or"];
        Gen<string> value = AnyOf(values);
        Gen<string> expression = Gen.OneOf(
            Gen.Select(value, AnyOf(calls), value, value, (v, c, x, y) => $"({v}) | {Fill(c, x, y)}"),
            Gen.Select(value, AnyOf(methods), value, value, (v, c, x, y) => $"({v}).{Fill(c, x, y)}"),
            Gen.Select(value, AnyOf(operators), value, (v, o, w) => $"({v}) {o} ({w})"),
            Gen.Select(value, value, (v, w) => $"({v})[{w}]"));
        Gen<string> templates = Gen.OneOf(
            expression.Select(e => $"{{{{ {e} }}}}"),
            expression.Select(e => $"{{% for p in {e} %}}{{{{ p }}}}{{% endfor %}}"),
            expression.Select(e => $"{{% for p, q in {e} %}}{{{{ p }}}}{{{{ q }}}}{{% endfor %}}"));
        using JsonDocument vars = JsonDocument.Parse("""{"a": "some text\n<b>", "b": "😀é", "l": [3, "b", null, {"k": 1}], "o": {"k": "v", "2": [1]}, "n": 12}""");

        RenderAll(templates, vars.RootElement);
    }

    /// <summary>One sample of many templates, so that the seed fixes all of them.</summary>
    static void RenderAll(Gen<string> templates, JsonElement vars) => templates.Array[20_000].Sample(
        all => Assert.All(all, template =>
        {
            try
            {
                Assert.NotNull(Template.Parse(template).Render(vars));
            }
            catch (TemplateException exception)
            {
                Assert.True(exception.Diagnostic.Location is { Line: > 0, Column: > 0 });
            }
        }),
        seed: "0000KiE1wM92",
        iter: 1,
        threads: 1);

    static Gen<string> AnyOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    static string Fill(string call, string x, string y) =>
        call.Replace("X", x, StringComparison.Ordinal).Replace("Y", y, StringComparison.Ordinal);
}
