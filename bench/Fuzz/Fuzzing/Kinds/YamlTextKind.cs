using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>YAML of any meaning: anchors, merges, tags, blocks, flows, and what is none.</summary>
internal sealed class YamlTextKind : FuzzKind
{
    public override string Name => "yaml";

    public override string Generate(Dice dice)
    {
        string text = dice.Below(2_000) switch
        {
            0 => Bomb(dice),
            < 20 => dice.Many(dice.Pick<string>(["[", "{a: ", "- ", "? ", "{", "[[", "&a ", "!!map {a: "]), 3_000) + dice.Word(),
            _ => Block(dice, 0, 4),
        };
        return dice.Chance(0.4) ? Mutation.Of(text, dice) : text;
    }

    public override Task<string?> ViolationAsync(string input)
    {
        try
        {
            using StringReader reader = new(input);
            if (YamlFile.Parse("a.yaml", reader) is { } node)
            {
                JsonElement json = YamlJson.ToJson(node, "a.yaml");
                return Task.FromResult(json.ValueKind == JsonValueKind.Undefined ? "no value" : null);
            }

            return Task.FromResult<string?>(null);
        }
        catch (PtmException error)
        {
            return Task.FromResult(ViolationOf(error));
        }
    }

    static string Bomb(Dice dice)
    {
        int width = 2 + dice.Below(12);
        return "a0: &a0 x\n" + string.Concat(Enumerable.Range(1, 3 + dice.Below(30)).Select(i => dice.Chance(0.7)
            ? $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", width))}]\n"
            : $"a{i}: &a{i} {{ <<: *a{i - 1}, b: {dice.Word()} }}\n"));
    }

    static string Block(Dice dice, int indent, int depth)
    {
        string pad = new(' ', indent);
        return string.Concat(Enumerable.Range(0, 1 + dice.Below(4)).Select(_ => dice.Below(9) switch
        {
            0 when depth > 0 => $"{pad}{Key(dice)}: {Start(dice)}\n{Block(dice, indent + 1 + dice.Below(3), depth - 1)}",
            1 when depth > 0 => $"{pad}- {Start(dice)}\n{Block(dice, indent + 2, depth - 1)}",
            2 => $"{pad}{Key(dice)}: {dice.Pick<string>(["|", ">", "|-", ">+", "|2", ">9", "|0"])}\n{pad}  {dice.OddText()}\n{pad}  x\n",
            3 => $"{pad}<<: {dice.Pick<string>(["*a", "{a: 1}", "[*a, *b]", "1"])}\n",
            4 => $"{pad}# {dice.OddText()}\n",
            _ => $"{pad}{Key(dice)}: {Start(dice)}{Flow(dice, 3)}\n",
        }));
    }

    static string Start(Dice dice) => dice.Chance(0.2) ? dice.Pick<string>(["&a ", "&b ", "!!str ", "!!int ", "!x ", "! ", "!!set ", "!<tag> ", "&a !!str "]) : "";

    static string Key(Dice dice) => dice.Chance(0.8) ? dice.Word() : Flow(dice, 1);

    static string Flow(Dice dice, int depth) => (depth == 0 ? dice.Below(5) : dice.Below(8)) switch
    {
        0 => dice.Word(),
        1 => dice.Number(),
        2 => "'" + dice.OddText() + "'",
        3 => "\"" + dice.OddText() + dice.Pick<string>(["", "\\n", "\\x41", "\\ud83d", "\\U0001F600", "\\U00110000", "\\q", "\\"]) + "\"",
        4 => dice.Pick<string>(["*a", "*b", "*none", "null", "~", "yes", "2020-01-01", "0x1F", "1:30", ".nan", "<<"]),
        5 => $"[{dice.Some(3, () => Flow(dice, depth - 1), ", ")}]",
        6 => $"{{{dice.Some(3, () => $"{Key(dice)}: {Flow(dice, depth - 1)}", ", ")}}}",
        _ => dice.OddText(),
    };
}
