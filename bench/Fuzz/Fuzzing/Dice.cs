namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>Choices that follow from a seed and a number alone.</summary>
internal sealed class Dice(int seed, long index)
{
    static readonly string[] s_oddTexts =
    [
        "", " ", "\n", "\r\n", "\r", "\t", "\0", "\u2028", "\u2029", "\u0085", "\u00a0", "\ufeff", "\u200b", "\u202e", "\ufffe", "\ud83d", "\ude00", "😀", "👨‍👩‍👧", "İı", "ß", "é", "e\u0301", "ﬁ", "Ǆ", "\\", "\"", "'", "`", "{{", "}}", "{%", "%}", "{#", "{%-", "- ", ": ", "#", "&a", "*a", "<<: *a", "!!str", "!!binary", "|", ">", "---\n", "...", "? ", "%YAML 1.1",
        "null", "~", "true", "NaN", ".inf", "1e999", "-0", "99999999999999999999", "0x1F", "file://x.txt", "file://", "file://*", "file:///dev/null", "__proto__", "$ref", "constructor", "a,b", ";", "\"\"", "](", "<a>", "</a>", "<![CDATA[", "&amp;", "&#x110000;", "1_000", "2020-01-01", "=", "\\ud83d", "\\u0000", "${x}", "$&", "%s", "(?i)", "../../..", "C:\\", "nunjucks", "-", "+", "0", "@",
    ];

    ulong _state = ((ulong)(uint)seed << 40) ^ (ulong)index ^ 0x9E3779B97F4A7C15;

    public int Below(int limit) => (int)((UInt128)Next() * (uint)limit >> 64);

    public bool Chance(double share) => Next() * (1.0 / 18_446_744_073_709_551_616.0) < share;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public string OddText() => Pick(s_oddTexts);

    public string Word() => Pick<string>(["a", "b", "name", "output", "items", "x1", "ünï", "vars", "loop", "self", "value"]);

    public string Number() => Pick<string>(["0", "1", "-1", "2", "10", "0.5", "1e3", "1e-9", "99999999999", "007", "1_0", "9007199254740993", "1e308", "-1e308", "5e-324", "99999999999999999999999999999999999999", "2147483648", "0b11", "0o7", "1."]);

    /// <summary>Some of what <paramref name="make"/> makes, in a row.</summary>
    public string Some(int most, Func<string> make, string between = "") => string.Join(between, Enumerable.Range(0, Below(most + 1)).Select(_ => make()));

    /// <summary>A text again and again: mostly a few times, and seldom so often that what nests by it is deep.</summary>
    public string Many(string text, int most) => string.Concat(Enumerable.Repeat(text, Chance(0.8) ? Below(20) : Below(most)));

    // SplitMix64: a state that any seed can begin with, and no setting up for an input that takes a microsecond.
    ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
