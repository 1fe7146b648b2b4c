namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Tests in CSV or JSONL.</summary>
internal sealed class RowsKind(bool csv) : FileKind
{
    static readonly string[] _columns = ["name", "__expected", "__expected1", "__expected2", "__prefix", "__suffix", "__description", "__threshold", "__metric", "__metadata:a", "__config:__expected:threshold", "", "a b", "name"];

    static readonly string[] _expected = ["contains: a", "Hello", "is-json", "javascript: output.length > 1", "fn:1", "similar(0.8): x", "not-contains-any: a,b", "grade: x", "nope: x", "levenshtein(5): Ada", "(", "equals"];

    public override string Name => csv ? "csv" : "jsonl";

    public override string Generate(Dice dice)
    {
        string text = csv ? Csv(dice) : Jsonl(dice);
        return dice.Chance(0.5) ? Mutation.Of(text, dice) : text;
    }

    public override Task<string?> ViolationAsync(string input)
    {
        string name = csv ? "tests.csv" : "tests.jsonl";
        return OpenAsync(run: false, ("promptfooconfig.yaml", $"prompts: ['Hi {{{{name}}}}']\nproviders: [echo]\ntests: file://{name}\n"), (name, input));
    }

    static string Csv(Dice dice)
    {
        string separator = dice.Chance(0.8) ? "," : ";";
        string end = dice.Chance(0.5) ? "\n" : "\r\n";
        List<string> columns = [.. Enumerable.Range(0, 1 + dice.Below(5)).Select(_ => dice.Pick(_columns))];
        return (dice.Chance(0.2) ? "\ufeff" : "") + string.Join(separator, columns) + end + dice.Some(5, () => string.Join(separator, columns.Select(column => Field(dice, column))) + end);
    }

    static string Field(Dice dice, string column)
    {
        string text = column.StartsWith("__expected", StringComparison.Ordinal) && dice.Chance(0.8) ? dice.Pick(_expected) : dice.Chance(0.6) ? dice.Word() : dice.OddText();
        return dice.Chance(0.5) ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }

    static string Jsonl(Dice dice) => dice.Some(5, () => dice.Below(6) switch
    {
        0 => "",
        1 => "{\"vars\":{\"name\":" + System.Text.Json.JsonSerializer.Serialize(dice.OddText()) + "}}",
        2 => "{\"vars\":{\"name\":[1,\"a\"]},\"assert\":[{\"type\":\"" + dice.Pick<string>(["contains", "nope", "equals"]) + "\",\"value\":" + dice.Number() + "}]}",
        3 => "{\"name\":\"a\",\"__expected\":\"" + dice.Word() + "\"}",
        4 => dice.OddText(),
        _ => "{\"description\":" + dice.Number() + ",\"vars\":{},\"options\":{}}",
    }, dice.Chance(0.8) ? "\n" : "\r\n");
}
