using System.Text.Json;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Tests.Templating;

public sealed class TemplateLimitTests
{
    static readonly RenderOptions _small = new() { Limits = new TemplateLimits { MaxOutputLength = 1000, MaxIterations = 100, MaxDepth = 20 } };

    [Theory]
    [InlineData("{% for i in range(40) %}{{ 'abcdefghijklmnopqrstuvwxyz' }}{% endfor %}")]
    [InlineData("{{ 'a'.repeat(2000) }}")]
    [InlineData("{{ 'a'.repeat(900).replaceAll('a', 'bb') }}")]
    [InlineData("{{ 'a'.repeat(900) | replace('a', 'bb') }}")]
    [InlineData("{{ 'a'.repeat(900).replaceAll('a', '$`') }}")]
    [InlineData("{{ 'a'.repeat(900).replace(r/a/g, '$`') }}")]
    [InlineData("{{ 'a'.repeat(900) | replace(r/a/g, 'bb') }}")]
    [InlineData("{{ 'a'.padStart(5000) }}")]
    [InlineData("{{ 'a' | center(5000) }}")]
    [InlineData("{{ 'a' | indent(5000) }}")]
    [InlineData("{{ ['a', 'b'] | join('a'.repeat(999)) | join('') }}")]
    [InlineData("{% set s = 'aa' %}{% for i in range(50) %}{% set s = s ~ s %}{% endfor %}")]
    public void A_text_that_grows_past_the_limit_is_an_error(string template)
    {
        Diagnostic error = TemplateText.RenderError(template, "{}", _small);

        Assert.Equal(DiagnosticCodes.RenderFailed, error.Code);
        Assert.EndsWith("grew past 1000 characters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_up_to_the_limit_is_rendered()
    {
        Assert.Equal(1000, TemplateText.Render("{{ 'a'.repeat(999) }}b", "{}", _small).Length);
        Assert.Contains("1000", TemplateText.RenderError("{{ 'a'.repeat(999) }}bc", "{}", _small).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for i in range(101) %}{% endfor %}")]
    [InlineData("{% for i in 'abcdefghijk' %}{% for j in 'abcdefghijk' %}{% endfor %}{% endfor %}")]
    [InlineData("{{ range(0, 1000000000) | length }}")]
    [InlineData("{{ range(0, 1, 0.0001) | length }}")]
    [InlineData("{{ 'a'.repeat(200) | list | length }}")]
    [InlineData("{{ 'a,'.repeat(200).split(',') }}")]
    [InlineData("{{ [1] | batch(100000, 2) }}")]
    [InlineData("{{ [1] | slice(100000) }}")]
    [InlineData("{{ [1] | slice(1 / 0) }}")]
    [InlineData("{% for i in {length: 1000000000} %}{% endfor %}")]
    public void Rounds_and_items_past_the_limit_are_an_error(string template) =>
        Assert.Contains("went past 100 rounds", TemplateText.RenderError(template, "{}", _small).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{% for i in range(1000000000) %}{% endfor %}")]
    [InlineData("{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in range(200) %}{{ 'x'.repeat(1000000) }}{% endfor %}")]
    [InlineData("{% set s = 'aaaaaaaa' %}{% for i in range(60) %}{% set s = s ~ s %}{% endfor %}")]
    [InlineData("{{ 'a'.padEnd(1000000000) }}")]
    [InlineData("{{ 'a'.repeat(1000000000) }}")]
    [InlineData("{{ 'a' | center(1000000000) }}")]
    [InlineData("{{ 'a\nb' | indent(1000000000) }}")]
    [InlineData("{{ [1] | batch(1000000000, 'x') | length }}")]
    [InlineData("{{ [1] | slice(1000000000) | length }}")]
    [InlineData("{{ range(1000000000) | join }}")]
    [InlineData("{{ r/^(a+)+$/.test('a'.repeat(40) ~ '!') }}")]
    [InlineData("{{ ('a'.repeat(40) ~ '!').replace(r/^(a+a+)+$/, '') }}")]
    [InlineData("{% macro a(n) %}{{ b(n) }}{% endmacro %}{% macro b(n) %}{{ a(n) }}{{ a(n) }}{% endmacro %}{{ a(1) }}")]
    [InlineData("{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% for i in range(1000) %}{% endfor %}{% endmacro %}{{ a(60) }}")]
    public void Whatever_would_take_for_ever_ends_as_an_error_with_its_place(string template)
    {
        Diagnostic error = TemplateText.RenderError(template);

        Assert.Equal(DiagnosticCodes.RenderFailed, error.Code);
        Assert.True(error.Location is { Line: > 0, Column: > 0 });
    }

    [Fact]
    public void A_macro_that_calls_itself_for_ever_is_an_error() =>
        Assert.Contains("macros call each other more than 200 deep",
            TemplateText.RenderError("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("- ", "1", "")]
    [InlineData("not ", "1", "")]
    [InlineData("", "a", ".b")]
    [InlineData("", "a", "|upper")]
    [InlineData("", "1", " - 1")]
    [InlineData("f(", "1", ")")]
    public void An_expression_nested_without_end_is_a_syntax_error(string before, string middle, string after)
    {
        string expression = string.Concat(Enumerable.Repeat(before, 5000)) + middle + string.Concat(Enumerable.Repeat(after, 5000));

        Diagnostic error = TemplateText.ParseError($"{{{{ {expression} }}}}");

        Assert.Equal("the template is nested more than 200 levels deep; split it up", error.Message);
    }

    [Fact]
    public void Tags_nested_without_end_are_a_syntax_error() =>
        Assert.Contains("200 levels deep", TemplateText.ParseError(string.Concat(Enumerable.Repeat("{% if a %}", 5000))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_that_holds_itself_is_an_error_when_printed()
    {
        Assert.Contains("deep", TemplateText.RenderError("{% set a = [] %}{% set _ = a.push(a) %}{{ a }}").Message, StringComparison.Ordinal);
        Assert.Contains("deep", TemplateText.RenderError("{% set a = [] %}{% set _ = a.push(a) %}{{ a | dump }}").Message, StringComparison.Ordinal);
        Assert.Contains("deep", TemplateText.RenderError("{% set a = [] %}{% set _ = a.push(a) %}{{ a.flat(1000) }}").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_render_stops()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        using JsonDocument vars = JsonDocument.Parse("{}");

        Assert.Throws<OperationCanceledException>(() => Template.Parse("{{ 1 }}").Render(vars.RootElement, null, source.Token));
    }

    [Fact]
    public async Task A_render_under_way_stops_when_it_is_cancelled()
    {
        using CancellationTokenSource source = new();
        RenderOptions options = new() { OnUndefined = _ => source.Cancel() };
        using JsonDocument vars = JsonDocument.Parse("{}");
        Template template = Template.Parse("{% for i in range(900000) %}{{ nothing }}{% endfor %}");

        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.Run(() => template.Render(vars.RootElement, options, source.Token), TestContext.Current.CancellationToken));
    }
}
