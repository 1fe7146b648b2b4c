using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

internal sealed class StartsWithCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the text that the output starts with";
        }

        return value switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.ValueEquals("") ? "needs a text, and its value is empty" : null,
            _ => "needs a text as its value; put a number in quotes",
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        string expected = input.Value.GetString()!;
        return Verdict.Of(
            input.Text.StartsWith(expected, StringComparison.Ordinal),
            input.Inverted,
            $"{input.Expected}to start with {Quote.Of(expected)}, found {Quote.Of(input.Text)}");
    }
}
