using System.Text.Json;
using Ptm.Engine.Templating;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Templates from a grammar, and the same with slips.</summary>
internal sealed class TemplateKind : FuzzKind
{
    const int Depth = 4;

    static readonly string[] _filters =
    [
        "upper", "lower", "title", "trim", "length", "first", "last", "reverse", "sort", "sum", "round", "int", "float", "abs", "default('d')", "dump", "escape", "safe", "string", "list", "wordcount", "join(',')", "replace('a','b')",
        "truncate(3)", "indent(2)", "urlencode", "striptags", "groupby('a')", "center(9)", "batch(2)", "slice(2)", "select", "reject", "selectattr('a')", "nosuch", "join", "batch(0)", "slice(0)", "center(1e9)", "indent(-1)", "truncate(-5)",
    ];

    static readonly string[] _binary = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "===", "<", ">=", " and ", " or ", " in ", " not in ", " is ", " is not "];

    static readonly string[] s_bombs =
    [
        "{% for i in range(N) %}{% for j in range(N) %}x{% endfor %}{% endfor %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 'a'.repeat(N).repeat(N) }}", "{% set s = 'ab' %}{% for i in range(N) %}{% set s = s ~ s %}{% endfor %}{{ s }}",
        "{{ range(0, N) | join(range(0, N) | join) }}", "{{ 'a'|center(N)|center(N) }}", "{{ items|batch(N) }}", "{{ r/(a+)+$/.test('a'.repeat(N) ~ '!') }}", "{{ 'a'.padStart(N)|replace('', 'b') }}", "{% block a %}{{ self.a() }}{% endblock %}",
        "{{ ''|replace(r/(?:)/g, 'x'.repeat(N)) }}", "{{ 2 ** N }}", "{{ (1 / 0)|round(N) }}", "{{ range(0, N, 0) }}", "{{ range(N, 0, -1)|sort|reverse|list|length }}", "{{ vars|dump(N) }}", "{{ 'x'|truncate(-N) }}", "{{ cycler(1).next() }}{{ joiner(N)() }}",
    ];

    static readonly JsonElement _vars = JsonElement.Parse("""{"a":1,"b":"text <b>","name":"Ada","items":[3,1,{"a":"x"},null],"x1":{"a":{"b":[1,2]}},"ünï":"ü","vars":true,"value":-0.5,"output":null}""");

    static readonly SourceLocation _place = new("prompt.yaml", 3, 7);

    public override string Name => "template";

    public override string Generate(Dice dice) => dice.Below(5_000) switch
    {
        < 25 => Nested(dice),
        25 => dice.Pick(s_bombs).Replace("N", dice.Pick<string>(["3", "1000", "1000000000"]), StringComparison.Ordinal),
        _ => Text(dice),
    };

    /// <summary>A template from the grammar, with or without slips.</summary>
    internal static string Text(Dice dice)
    {
        string template = Body(dice, Depth);
        return dice.Chance(0.4) ? Mutation.Of(template, dice) : template;
    }

    static string Nested(Dice dice)
    {
        (string open, string close) = dice.Pick<(string, string)>([("{{ (", ")"), ("{% if a %}", "{% endif %}"), ("{{ [", "]"), ("{{ not ", ""), ("{% for a in b %}", "{% endfor %}"), ("{{ a[", "]"), ("{{ -", ""), ("{{ a.", ""), ("{% raw %}", "{% endraw %}"), ("{{ a|upper", ""), ("{{ {a:", "}"), ("{% macro m() %}", "{% endmacro %}")]);
        int times = dice.Chance(0.7) ? dice.Below(60) : dice.Below(20_000);
        string inner = open.StartsWith("{{", StringComparison.Ordinal) ? open[2..] : open;
        return (open == inner ? "" : "{{") + string.Concat(Enumerable.Repeat(inner, times)) + "a" + (dice.Chance(0.8) ? string.Concat(Enumerable.Repeat(close, times)) : "") + (open == inner ? "" : "}}");
    }

    public override Task<string?> ViolationAsync(string input)
    {
        try
        {
            Template.Parse(input, _place).Render(_vars);
            return Task.FromResult<string?>(null);
        }
        catch (PtmException error)
        {
            return Task.FromResult(ViolationOf(error));
        }
    }

    static string Body(Dice dice, int depth) => dice.Some(4, () => Node(dice, depth));

    static string Node(Dice dice, int depth) => (depth == 0 ? dice.Below(3) : dice.Below(14)) switch
    {
        0 => dice.Word() + " ",
        1 => dice.OddText(),
        2 => "{{ " + dice.Word() + " }}",
        3 or 4 or 5 => $"{{{{{Dash(dice)} {Expression(dice, depth)} {Dash(dice)}}}}}",
        6 => $"{{% if {Expression(dice, depth - 1)} %}}{Body(dice, depth - 1)}{(dice.Chance(0.5) ? "{% else %}" + Body(dice, depth - 1) : "")}{{% endif %}}",
        7 => $"{{% for {dice.Word()}{(dice.Chance(0.3) ? ", v" : "")} in {Expression(dice, depth - 1)} %}}{Body(dice, depth - 1)}{{{{ loop.index }}}}{{% endfor %}}",
        8 => $"{{% set {dice.Word()} = {Expression(dice, depth - 1)} %}}",
        9 => $"{{% macro m(a, b={Expression(dice, 0)}) %}}{Body(dice, depth - 1)}{{% endmacro %}}{{{{ m({Expression(dice, 0)}) }}}}",
        10 => $"{{% raw %}}{dice.OddText()}{{% endraw %}}",
        11 => $"{{# {dice.OddText()} #}}",
        12 => $"{{% set {dice.Word()} %}}{Body(dice, depth - 1)}{{% endset %}}",
        _ => $"{{%{Dash(dice)} {dice.Pick<string>(["endif", "else", "block x", "include 'x'", "extends a", "call m()", "filter upper", "switch a", "elif a", "import 'a' as b", "", "endfor"])} %}}",
    };

    static string Dash(Dice dice) => dice.Chance(0.2) ? "-" : "";

    static string Expression(Dice dice, int depth) => (depth <= 0 ? dice.Below(5) : dice.Below(16)) switch
    {
        0 or 1 => dice.Word(),
        2 => dice.Number(),
        3 => $"'{dice.OddText().Replace("'", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal)}'",
        4 => dice.Pick<string>(["true", "none", "[]", "{}", "/a+/g", "range(3)", "joiner()", "cycler(1,2)"]),
        5 or 6 => Expression(dice, depth - 1) + " | " + dice.Pick(_filters),
        7 or 8 => Expression(dice, depth - 1) + dice.Pick(_binary) + Expression(dice, depth - 1),
        9 => Expression(dice, depth - 1) + "." + dice.Pick<string>(["a", "length", "toUpperCase()", "split('')", "join('-')", "constructor", "__proto__", "slice(1)", "repeat(3)", "map(x)"]),
        10 => $"{Expression(dice, depth - 1)}[{Expression(dice, depth - 1)}]",
        11 => $"[{dice.Some(3, () => Expression(dice, depth - 1), ", ")}]",
        12 => $"{{{dice.Some(2, () => $"\"{dice.Word()}\": {Expression(dice, depth - 1)}", ", ")}}}",
        13 => $"({Expression(dice, depth - 1)} if {Expression(dice, depth - 1)} else {Expression(dice, depth - 1)})",
        14 => $"{dice.Word()}({dice.Some(2, () => Expression(dice, depth - 1), ", ")})",
        _ => dice.Pick<string>(["not ", "-", "+"]) + Expression(dice, depth - 1),
    };
}
