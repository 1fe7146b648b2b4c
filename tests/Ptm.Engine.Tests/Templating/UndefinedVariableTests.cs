using System.Text.Json;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Tests.Templating;

public sealed class UndefinedVariableTests
{
    static List<UndefinedVariable> Report(string template, string vars = "{}")
    {
        List<UndefinedVariable> reported = [];
        TemplateText.Render(template, vars, new RenderOptions { OnUndefined = reported.Add });
        return reported;
    }

    [Fact]
    public void An_undefined_variable_prints_as_nothing_and_is_reported_as_written()
    {
        UndefinedVariable reported = Assert.Single(Report("Hello\n{{ user . name }}!", """{"user": {}}"""));

        Assert.Equal("user . name", reported.Name);
        Assert.Equal(new SourceLocation("", 2, 4), reported.Location);
    }

    [Theory]
    [InlineData("{{ a.b['c'].d }}", "a.b['c'].d")]
    [InlineData("{{ a | upper }}", "a")]
    [InlineData("{{ a ~ 'x' }}", "a")]
    [InlineData("{{ 'x' + a }}", "a")]
    [InlineData("{% for x in a %}{% endfor %}", "a")]
    [InlineData("{{ a if true else b }}", "a")]
    [InlineData("{{ l[3] }}", "l[3]")]
    public void What_is_printed_looped_over_or_filtered_is_reported(string template, string name) =>
        Assert.Equal(name, Report(template, """{"l": []}""").First().Name);

    [Theory]
    [InlineData("{{ a | default('x') }}{{ a.b | d('x') }}")]
    [InlineData("{% if a %}{% elif a.b %}{% endif %}")]
    [InlineData("{{ a is defined }}{{ a == 1 }}")]
    [InlineData("{{ a or 'x' }}{{ not a }}{{ 'y' if a else 'x' }}")]
    [InlineData("{{ v }}{{ range(2) }}{{ env.X }}")]
    public void A_question_whether_it_is_there_is_not_reported(string template) =>
        Assert.Empty(ReportWithEnvironment(template));

    static List<UndefinedVariable> ReportWithEnvironment(string template)
    {
        using JsonDocument environment = JsonDocument.Parse("""{"X": "1"}""");
        List<UndefinedVariable> reported = [];
        TemplateText.Render(template, """{"v": null}""", new RenderOptions
        {
            OnUndefined = reported.Add,
            Globals = new Dictionary<string, JsonElement> { ["env"] = environment.RootElement },
        });
        return reported;
    }

    [Fact]
    public void When_strict_an_undefined_variable_is_an_error()
    {
        Diagnostic error = TemplateText.RenderError("a {{ user.name }}", """{"user": {}}""", new RenderOptions { Strict = true });

        Assert.Equal(DiagnosticCodes.RenderFailed, error.Code);
        Assert.Equal(new SourceLocation("", 1, 6), error.Location);
        Assert.Equal("'user.name' is undefined; give the case this variable, or write {{ user.name | default(\"…\") }}", error.Message);
    }

    [Fact]
    public void When_strict_a_default_still_helps() =>
        Assert.Equal("x", TemplateText.Render("{{ a | default('x') }}", "{}", new RenderOptions { Strict = true }));

    [Fact]
    public void Data_wins_over_a_global_of_the_same_name()
    {
        using JsonDocument document = JsonDocument.Parse("\"global\"");
        RenderOptions options = new() { Globals = new Dictionary<string, JsonElement> { ["env"] = document.RootElement } };

        Assert.Equal("data", TemplateText.Render("{{ env }}", """{"env": "data"}""", options));
        Assert.Equal("global", TemplateText.Render("{{ env }}", "{}", options));
    }
}
