namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>JSON Schemas on texts that are JSON, nearly.</summary>
internal sealed class SchemaKind : GradedKind
{
    static readonly string[] s_drafts = ["https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-06/schema#"];

    public override string Name => "schema";

    public override string Generate(Dice dice)
    {
        string schema = dice.Chance(0.02) ? Nested(dice) : dice.Chance(0.4) ? WithDraft(Schema(dice, 3), dice) : Schema(dice, 3);
        string output = dice.Chance(0.2) ? "Here: " + Value(dice, 4) : Value(dice, 4);
        return Input(
            dice.Pick<string>(["is-json", "contains-json", "not-is-json"]),
            dice.Chance(0.2) ? Json(Mutation.Of(schema, dice)) : schema,
            dice.Chance(0.3) ? Mutation.Of(output, dice) : output);
    }

    static string WithDraft(string schema, Dice dice) =>
        schema.Length > 2 && schema[0] == '{' ? $"{{\"$schema\":\"{dice.Pick(s_drafts)}\",{schema[1..]}" : schema;

    static string Nested(Dice dice)
    {
        (string open, string close) = dice.Pick<(string, string)>([("{\"not\":", "}"), ("{\"allOf\":[", "]}"), ("{\"items\":", "}"), ("{\"properties\":{\"a\":", "}}"), ("[", "]")]);
        int times = dice.Below(500);
        return string.Concat(Enumerable.Repeat(open, times)) + dice.Pick<string>(["true", "{\"$ref\":\"#\"}"]) + string.Concat(Enumerable.Repeat(close, times));
    }

    static string Schema(Dice dice, int depth) => depth == 0 ? dice.Pick<string>(["true", "{}", "false", "{\"type\":\"string\"}"]) : $"{{{dice.Some(4, () => Keyword(dice, depth - 1), ",")}}}";

    static string Keyword(Dice dice, int depth) => dice.Below(16) switch
    {
        14 => $"\"{dice.Pick<string>(["$anchor", "$dynamicAnchor"])}\":\"x\"",
        15 => dice.Pick<string>(["\"$dynamicRef\":\"#x\"", "\"$recursiveRef\":\"#\"", "\"$recursiveAnchor\":true", "\"uniqueItems\":true", "\"patternProperties\":{\"(a+)+$\":{}}", "\"dependencies\":{\"a\":{\"$ref\":\"#\"}}"]),
        0 => $"\"type\":{dice.Pick<string>(["\"string\"", "\"object\"", "[\"array\",\"null\"]", "\"nope\"", "5", "[]"])}",
        1 => $"\"properties\":{{\"{dice.Word()}\":{Schema(dice, depth)}}}",
        2 => $"\"required\":[\"{dice.Word()}\"]",
        3 => $"\"items\":{Schema(dice, depth)}",
        4 => $"\"{dice.Pick<string>(["allOf", "anyOf", "oneOf"])}\":[{dice.Some(2, () => Schema(dice, depth), ",")}]",
        5 => $"\"pattern\":{dice.Pick<string>(["\"^a+$\"", "\"(\"", "\"(a+)+$\"", "\"\\\\p{L}\""])}",
        6 => $"\"$ref\":{dice.Pick<string>(["\"#\"", "\"#/$defs/a\"", "\"#/$defs/b\"", "\"#/properties/a\"", "\"#/allOf/0\"", "\"#x\"", "\"#/nope\"", "\"http://x/y\"", "\"a b\"", "\"#/%zz\""])}",
        7 => $"\"{dice.Pick<string>(["$defs", "definitions"])}\":{{\"a\":{Schema(dice, depth)},\"b\":{Schema(dice, depth)}}}",
        8 => $"\"format\":\"{dice.Pick<string>(["email", "date", "uri", "regex", "nope", "ipv6", "uuid", "date-time"])}\"",
        9 => $"\"minimum\":{dice.Pick<string>(["1", "-1e400", "\"a\"", "1e-400", "99999999999999999999999999"])}",
        10 => $"\"enum\":[{dice.Some(3, () => Value(dice, 1), ",")}]",
        11 => $"\"not\":{Schema(dice, depth)}",
        12 => $"\"$id\":\"{dice.Pick<string>(["#a", "http://a/b", "a", "urn:x", "", "%"])}\"",
        _ => $"\"{dice.Pick<string>(["if", "then", "contains", "propertyNames", "additionalProperties", "unevaluatedProperties", "dependentSchemas", "$schema", "$anchor", "$dynamicRef", "multipleOf", "maxLength"])}\":{(dice.Chance(0.5) ? Schema(dice, depth) : dice.Pick<string>(["0", "-1", "\"x\"", "null", "2.5"]))}",
    };

    static string Value(Dice dice, int depth) => (depth == 0 ? dice.Below(4) : dice.Below(6)) switch
    {
        0 => dice.Number(),
        1 => Json(dice.OddText()),
        2 => dice.Pick<string>(["true", "null", "false"]),
        3 => Json(dice.Word()),
        4 => $"[{dice.Some(3, () => Value(dice, depth - 1), ",")}]",
        _ => $"{{{dice.Some(3, () => $"{Json(dice.Word())}:{Value(dice, depth - 1)}", ",")}}}",
    };
}
