namespace Ptm.Engine.Tests.Templating;

public sealed class TemplateErrorTests
{
    [Fact]
    public void A_syntax_error_names_line_and_column()
    {
        Diagnostic error = TemplateText.ParseError("first\nsecond {{ a b }}");

        Assert.Equal(DiagnosticCodes.TemplateSyntax, error.Code);
        Assert.Equal(new SourceLocation("", 2, 13), error.Location);
        Assert.Equal("'}}' expected, got 'b'", error.Message);
    }

    [Fact]
    public void On_the_first_line_the_column_of_the_origin_adds_up()
    {
        SourceLocation origin = new("/prompts/a.yaml", 12, 9);

        Assert.Equal(origin with { Column = 11 }, TemplateText.ParseError("a {{ }}", origin).Location! with { Column = 11 });
        Assert.Equal(new SourceLocation("/prompts/a.yaml", 12, 14), TemplateText.ParseError("a {{ }}", origin).Location);
        Assert.Equal(new SourceLocation("/prompts/a.yaml", 14, 4), TemplateText.ParseError("a\n\n{{ }}", origin).Location);
    }

    [Fact]
    public void An_origin_that_knows_no_line_counts_from_one()
    {
        Assert.Equal(new SourceLocation("/prompts/a.txt", 1, 4), TemplateText.ParseError("{{ }}", new SourceLocation("/prompts/a.txt")).Location);
    }

    [Theory]
    [InlineData("{{ a | uper }}", "there is no filter 'uper'. Did you mean 'upper'?")]
    [InlineData("{{ a | random }}", "the filter 'random' is not supported: a prompt must be the same on every run")]
    [InlineData("{{ a is defind }}", "there is no test 'defind'. Did you mean 'defined'?")]
    [InlineData("{% fro x in y %}{% endfor %}", "there is no tag 'fro'. Did you mean 'for'?")]
    [InlineData("{% include 'x' %}", "'include' is not supported: a template here stands alone; write the text in place, or use a macro")]
    [InlineData("{% endif %}", "'endif' is not expected here: no open tag has such a part")]
    [InlineData("{% if a %}x", "'if' is never closed; '{% endif %}' expected")]
    [InlineData("{% for x in y %}x{% else %}", "'for' is never closed; '{% endfor %}' expected")]
    [InlineData("a {# b", "this comment never ends; '#}' expected")]
    [InlineData("{{ \"a }}", "this text never ends; \" expected")]
    [InlineData("{% raw %}a", "'raw' is never closed; '{% endraw %}' expected")]
    [InlineData("{{ {a: {b: 1}} }}", "'} }' with a space between (Nunjucks reads '}}' as the end of the tag) expected, got '}}'")]
    [InlineData("{{ a", "'}}' expected, got the end of the template")]
    [InlineData("{{ x | default(value=1) }}", "the filter 'default' takes its arguments by position, not by name ('value=')")]
    [InlineData("{{ x | sort(attr='a') }}", "the filter 'sort' has no argument 'attr'; it has reverse, case_sensitive, attribute")]
    public void A_syntax_error_says_what_to_do(string template, string message)
    {
        Diagnostic error = TemplateText.ParseError(template);

        Assert.Equal(DiagnosticCodes.TemplateSyntax, error.Code);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("{{ a.b() }}", "'a.b' cannot be called: it is undefined", 4)]
    [InlineData("x{{ t() }}", "'t' is a text, not a function", 5)]
    [InlineData("{{ t.trim }}", "this is a function and has no text; call it with parentheses: name()", 4)]
    [InlineData("{{ 1 in 5 }}", "'in' searches a text, a list or an object, not a number", 4)]
    [InlineData("{{ nothing | first }}", "the filter 'first' does not take an undefined value; add default(\"\") before it", 14)]
    [InlineData("{{ 5 | upper }}", "the filter 'upper' does not take a number; add 'string' before it", 8)]
    [InlineData("{% for a, b in [null] %}{% endfor %}", "a loop with 2 variables needs items that are lists; one is null", 16)]
    [InlineData("{{ 'a'.replace(r/(/, 'b') }}", "the regular expression is not valid: ", 16)]
    public void A_rendering_error_names_the_place_and_what_is_wrong(string template, string message, int column)
    {
        Diagnostic error = TemplateText.RenderError(template, """{"t": "text"}""");

        Assert.Equal(DiagnosticCodes.RenderFailed, error.Code);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(new SourceLocation("", 1, column), error.Location);
    }

    [Fact]
    public void Half_a_character_in_the_data_is_an_error_with_a_place()
    {
        Assert.Contains("surrogate", TemplateText.RenderError("{{ v }}", """{"v": "\ud800"}""").Message, StringComparison.Ordinal);
        Assert.Contains("surrogate", TemplateText.RenderError("{{ v.a }}", """{"v": {"\ud800": 1}}""").Message, StringComparison.Ordinal);
        Assert.Contains("surrogate", TemplateText.RenderError("{{ abc }}", """{"\ud800": 1}""").Message, StringComparison.Ordinal);
        Assert.Contains("surrogate", TemplateText.RenderError("{{ v.a }}", """{"v": {"a": "\ud800"}}""").Message, StringComparison.Ordinal);
    }
}
