using Ptm.Engine.Templating;

namespace Ptm.Engine.Tests.Templating;

/// <summary>Which variables of the data a template reads.</summary>
public sealed class TemplateVariablesTests
{
    [Theory]
    [InlineData("no tags", "")]
    [InlineData("{{ name }} and {{ name }}", "name")]
    [InlineData("{{ user.name }} {{ user['first name'] }}", "user.first name, user.name")]
    [InlineData("{{ items.length }} {{ items[0].price }} {{ items[i].price }}", "i, items, items[].price")]
    [InlineData("{{ name | upper | replace(old, new) }}", "name, new, old")]
    [InlineData("{{ name.trim().split(by)[0] }}", "by, name")]
    [InlineData("{{ a if b is defined else c }} {{ [d, {x: e}] | join(',') }} {{ -f + g ~ h not in k }}", "a, b, c, d, e, f, g, h, k")]
    [InlineData("{% if user and not (vip or old) %}{{ a }}{% elif user.age > 3 %}{{ b }}{% else %}{{ c }}{% endif %}", "a, b, c, old, user, user.age, vip")]
    [InlineData("{% for order in orders %}{{ loop.index }}: {{ order }} {{ order.total }} of {{ name }}{% else %}{{ order }}{% endfor %}", "name, order, orders, orders[].total")]
    [InlineData("{% for key, value in prices %}{{ key }}={{ value.usd }}{% endfor %}", "prices")]
    [InlineData("{% for row in rows %}{% for cell in row.cells %}{{ cell.text }}{% endfor %}{% endfor %}", "rows, rows[].cells, rows[].cells[].text")]
    [InlineData("{% set u = user %}{{ u.name }} {{ u }}", "user, user.name")]
    [InlineData("{{ x }}{% set x = 1 %}", "x")]
    [InlineData("{% set x = y + 1 %}{{ x }}{% set z %}{{ q }}{% endset %}{{ z }}", "q, y")]
    [InlineData("{% if a %}{% set x = 1 %}{% endif %}{{ x }}", "a, x")]
    [InlineData("{% if a %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}", "a")]
    [InlineData("{% for i in l %}{% set x = 1 %}{{ x }}{% endfor %}{{ x }}", "l, x")]
    [InlineData("{% macro greet(who, how=tone) %}{{ how }} {{ who.name }} {{ place }} {{ top }}{% endmacro %}{% set top = 1 %}{{ greet(user) }}", "place, tone, user")]
    [InlineData("{% macro box(x) %}{{ caller() }}{{ x }}{% endmacro %}{% call box(a) %}{{ b }}{% endcall %}", "a, b")]
    [InlineData("{% filter replace(from, 'b') %}{{ text }}{% endfilter %}", "from, text")]
    [InlineData("{% switch kind %}{% case one %}{{ a }}{% case 'two' %}{{ b }}{% default %}{{ c }}{% endswitch %}", "a, b, c, kind, one")]
    [InlineData("{% for i in range(0, count) %}{{ i }}{% endfor %}{{ range }}", "count, range")]
    [InlineData("{% raw %}{{ not_me }}{% endraw %}{# {{ nor_me }} #}{{ 'a' }}{{ true }}{{ none }}", "")]
    [InlineData("{{ env.HOME }} {{ _conversation }}", "_conversation, env.HOME")]
    public void A_template_reads_what_it_does_not_set(string template, string variables) =>
        Assert.Equal(variables, string.Join(", ", Template.Parse(template).Variables()));

    [Fact]
    public void Of_JSON_each_text_is_a_template()
    {
        JsonTemplate? json = JsonTemplate.TryParse("""[{"role": "user", "content": ["{{ question }}", {"{{ key }}": "{{ user.name }}"}]}]""", null, null);

        Assert.Equal(["question", "user.name"], json!.Templates.SelectMany(template => template.Variables()));
    }

    [Theory]
    [InlineData("a, user.name", "a, user.name", "", "")]
    [InlineData("a, user", "user.name", "a", "user.name")]
    [InlineData("user.name", "user", "user.name", "")]
    [InlineData("user", "user.name", "", "user.name")]
    [InlineData("user.name", "user.nmae", "user.name", "user.nmae")]
    [InlineData("name", "names", "name", "names")]
    public void What_was_lost_and_what_is_new_is_told_by_paths(string before, string after, string lost, string invented)
    {
        string[] old = before.Split(", ");
        string[] @new = after.Split(", ");

        Assert.Equal(lost, string.Join(", ", TemplateVariables.Lost(old, @new)));
        Assert.Equal(invented, string.Join(", ", TemplateVariables.Invented(old, @new)));
    }
}
