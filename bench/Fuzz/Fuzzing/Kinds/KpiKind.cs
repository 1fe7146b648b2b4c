using System.Text.Json;
using Ptm.Engine.Grading.Kpis;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Expressions of KPIs.</summary>
internal sealed class KpiKind : FuzzKind
{
    static readonly string[] _binary = ["+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", " in ", " not in ", " is ", " is not ", " and ", " or ", "&", "<<", ","];

    static readonly SourceLocation _place = new("prompt.yaml", 9, 11);

    static readonly KpiScope _scope = new()
    {
        Output = new ModelOutput { Text = "one two", CostUsd = 0.01m, Latency = TimeSpan.FromMilliseconds(5) },
        Text = "one two",
        Vars = JsonElement.Parse("""{"a":1,"b":"text","items":[1,2.5,null],"x1":{"a":-3}}"""),
        Provider = "echo",
        Score = 50,
        Outcome = CaseOutcome.Passed,
        Scores = new Dictionary<string, double?> { ["a"] = 0.5, ["b"] = null },
    };

    public override string Name => "kpi";

    public override string Generate(Dice dice)
    {
        string expression = Expression(dice, 5);
        return dice.Chance(0.3) ? Mutation.Of(expression, dice) : expression;
    }

    public override Task<string?> ViolationAsync(string input)
    {
        try
        {
            KpiExpression.Parse(input, _place).Evaluate(_scope);
            return Task.FromResult<string?>(null);
        }
        catch (PtmException error)
        {
            return Task.FromResult(ViolationOf(error));
        }
    }

    static string Expression(Dice dice, int depth) => (depth == 0 ? dice.Below(4) : dice.Below(14)) switch
    {
        0 => dice.Pick(KpiScope.Names),
        1 => dice.Number(),
        2 => dice.Pick<string>(["'a'", "\"\\u0041\"", "True", "None", "[]", "{}", "vars['a']", "vars.items", "vars.x1.a", "metrics['a']", "metrics.b", "()"]),
        3 => dice.Word(),
        4 or 5 or 6 => $"{Expression(dice, depth - 1)}{dice.Pick(_binary)}{Expression(dice, depth - 1)}",
        7 => $"({Expression(dice, depth - 1)})",
        8 => $"{dice.Pick<string>(["min", "max", "abs", "round", "len", "sum", "int", "float", "str", "pow", "eval"])}({dice.Some(3, () => Expression(dice, depth - 1), ", ")})",
        9 => $"{Expression(dice, depth - 1)} if {Expression(dice, depth - 1)} else {Expression(dice, depth - 1)}",
        10 => $"not {Expression(dice, depth - 1)}",
        11 => $"-{Expression(dice, depth - 1)}",
        12 => $"{Expression(dice, depth - 1)}[{Expression(dice, depth - 1)}]",
        _ => $"[{dice.Some(3, () => Expression(dice, depth - 1), ", ")}]",
    };
}
