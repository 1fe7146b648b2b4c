using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>JSON in a file of the library, and what is nearly JSON.</summary>
internal sealed class JsonKind : FuzzKind
{
    public override string Name => "json";

    public override string Generate(Dice dice)
    {
        string text = dice.Chance(0.002) ? dice.Many(dice.Pick<string>(["[", "{\"a\":", "[[", "{\"a\":["]), 50_000) : Value(dice, 5);
        return dice.Chance(0.5) ? Mutation.Of(text, dice) : text;
    }

    public override Task<string?> ViolationAsync(string input)
    {
        try
        {
            YamlJson.ToJson(JsonNodes.Parse(input, "a.json"), "a.json");
            return Task.FromResult<string?>(null);
        }
        catch (PtmException error)
        {
            return Task.FromResult(ViolationOf(error));
        }
    }

    static string Value(Dice dice, int depth) => (depth == 0 ? dice.Below(4) : dice.Below(7)) switch
    {
        0 => dice.Number(),
        1 => Text(dice),
        2 => dice.Pick<string>(["true", "null", "false", "NaN", "undefined", "-", "+1"]),
        3 => Text(dice),
        4 or 5 => $"[{dice.Some(4, () => Value(dice, depth - 1), ",")}]",
        _ => $"{{{dice.Some(4, () => $"{Text(dice)}:{Value(dice, depth - 1)}", ",")}}}",
    };

    static string Text(Dice dice) => "\"" + (dice.Chance(0.5) ? dice.Word() : dice.OddText()) + dice.Pick<string>(["", "", "\\n", "\\u0041", "\\ud83d", "\\ude00", "\\u", "\\x", "\\\\"]) + "\"";
}
