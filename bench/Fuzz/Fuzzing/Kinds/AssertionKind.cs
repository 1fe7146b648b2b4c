using Ptm.Engine.Grading;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Every type of assertion that starts no process and calls nobody, with values that suit it and values that do not, on markup, JSON and prose.</summary>
internal sealed class AssertionKind : GradedKind
{
    static readonly string[] _types = [.. AssertionCatalog.Names.Where(type => type is not ("python" or "ruby" or "webhook" or "javascript" or "is-sql" or "contains-sql" or AssertionCatalog.AssertSet)).Order(StringComparer.Ordinal)];

    public override string Name => "assertion";

    public override string Generate(Dice dice)
    {
        string output = dice.Chance(0.6) ? Markup(dice, 4) : dice.Some(8, () => dice.Chance(0.6) ? dice.Word() + " " : dice.OddText());
        return Input((dice.Chance(0.2) ? AssertionCatalog.Inverse : "") + dice.Pick(_types), Value(dice, 2), dice.Chance(0.3) ? Mutation.Of(output, dice) : output);
    }

    static string Markup(Dice dice, int depth) => depth == 0 ? dice.OddText() : dice.Below(6) switch
    {
        0 => $"<{dice.Word()}>{dice.Some(3, () => Markup(dice, depth - 1))}</{dice.Word()}>",
        1 => $"<a b=\"{dice.OddText()}\" c='{dice.Word()}'>{dice.Some(3, () => Markup(dice, depth - 1))}</a>",
        2 => dice.Pick<string>(["<br>", "<p>", "</p>", "<!-- x -->", "<!DOCTYPE html>", "<?xml version=\"1.0\"?>", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\"><!ENTITY c \"&c;&c;\">]>", "&b;", "<script>1<2</script>", "<svg/>", "<![CDATA[x]]>"]),
        3 => $"{{\"{dice.Word()}\":{Value(dice, 2)}}}",
        4 => $"[{{\"type\":\"function\",\"function\":{{\"name\":\"{dice.Word()}\",\"arguments\":{Json(Value(dice, 1))}}}}}]",
        _ => dice.Word() + " ",
    };

    static string Value(Dice dice, int depth) => (depth == 0 ? dice.Below(4) : dice.Below(8)) switch
    {
        0 => "null",
        1 => Json(dice.Word()),
        2 => dice.Pick<string>(["0", "1", "-1", "2.5", "1e300", "true"]),
        3 => Json(dice.OddText()),
        4 => $"[{dice.Some(3, () => Value(dice, depth - 1), ",")}]",
        5 => $"{{{dice.Some(3, () => $"\"{dice.Pick<string>(["min", "max", "pattern", "name", "args", "steps", "mode", "threshold", "a", "requiredElements"])}\":{Value(dice, depth - 1)}", ",")}}}",
        6 => Json("{{ " + dice.Word() + " }}"),
        _ => Json(dice.Some(4, () => dice.Word(), " ")),
    };
}
