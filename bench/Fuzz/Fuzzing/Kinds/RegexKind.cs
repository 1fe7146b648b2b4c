namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Regular expressions on texts that make some of them backtrack.</summary>
internal sealed class RegexKind : GradedKind
{
    public override string Name => "regex";

    public override string Generate(Dice dice)
    {
        string pattern = dice.Chance(0.005) ? dice.Many(dice.Pick<string>(["(", "[", "(?:", "a|", "a*", "(a|a)*", "(?=", "\\1", "a{1000}"]), 5_000) : dice.Some(4, () => Part(dice, 3));
        return Input(dice.Chance(0.2) ? "not-regex" : "regex", Json(dice.Chance(0.3) ? Mutation.Of(pattern, dice) : pattern), dice.Chance(0.5) ? new string('a', dice.Below(40)) + "!" : dice.Some(6, () => dice.Chance(0.5) ? dice.Word() : dice.OddText()));
    }

    static string Part(Dice dice, int depth) => (depth == 0 ? dice.Below(3) : dice.Below(10)) switch
    {
        0 => dice.Pick<string>(["a", "b", ".", "^", "$", "\\w", "\\d", "\\s", "\\b", "\\B", "\\1", "\\k<n>", "\\u0041", "\\x41", "\\cA", "\\0", "\\p{L}", "\\q"]),
        1 => dice.Pick<string>(["[a-z]", "[^a]", "[]", "[^]", "[z-a]", "[\\w-z]", "[a", "]"]),
        2 => dice.OddText(),
        3 => $"({Part(dice, depth - 1)})",
        4 => $"({dice.Pick<string>(["?:", "?=", "?!", "?<=", "?<!", "?<n>", "?i:", "?", "?<", "?<n"])}{Part(dice, depth - 1)})",
        5 or 6 => Part(dice, depth - 1) + dice.Pick<string>(["*", "+", "?", "*?", "+?", "{2}", "{1,}", "{,3}", "{3,1}", "{99999999999}", "**"]),
        7 => $"{Part(dice, depth - 1)}|{Part(dice, depth - 1)}",
        8 => $"({Part(dice, depth - 1)}+)+",
        _ => Part(dice, depth - 1) + Part(dice, depth - 1),
    };
}
