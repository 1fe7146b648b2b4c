namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>Choices that follow from a seed alone.</summary>
internal sealed class Dice(int seed, long index)
{
    static readonly string[] _oddTexts =
    [
        "", " ", "\n", "\r\n", "\t", "\0", "\u2028", "\ufeff", "\ud83d", "😀", "İı", "ß", "é", "\\", "\"", "'", "`", "{{", "}}", "{%", "%}", "{#", "- ", ": ", "#", "&a", "*a", "<<: *a", "!!str", "|", ">", "---\n", "...",
        "null", "~", "true", "NaN", ".inf", "1e999", "-0", "99999999999999999999", "0x1F", "file://x.txt", "file://", "__proto__", "$ref", "constructor", "a,b", ";", "\"\"", "](", "<a>", "</a>", "<![CDATA[", "&amp;", "1_000", "2020-01-01", "=",
    ];

    readonly Random _random = new(unchecked((int)((seed * 2_654_435_761L) ^ (index * 40_503L) ^ (index >> 16))));

    public int Below(int limit) => _random.Next(limit);

    public bool Chance(double share) => _random.NextDouble() < share;

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public string OddText() => Pick(_oddTexts);

    public string Word() => Pick<string>(["a", "b", "name", "output", "items", "x1", "ünï", "vars", "loop", "self", "value"]);

    public string Number() => Pick<string>(["0", "1", "-1", "2", "10", "0.5", "1e3", "1e-9", "99999999999", "007", "1_0"]);

    /// <summary>Some of what <paramref name="make"/> makes, in a row.</summary>
    public string Some(int most, Func<string> make, string between = "") => string.Join(between, Enumerable.Range(0, Below(most + 1)).Select(_ => make()));
}
