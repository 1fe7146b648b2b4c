using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>contains</c> and <c>icontains</c>: a text is found in the output.</summary>
internal sealed class ContainsCheck(bool ignoreCase) : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the text to look for";
        }

        return value switch
        {
            null or { ValueKind: JsonValueKind.Number } => null,
            { ValueKind: JsonValueKind.String } text => text.ValueEquals("") ? "needs a text to look for, and its value is empty" : null,
            _ => "needs a text or a number as its value",
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        string expected = ScalarText.Of(input.Value)!;
        return Verdict.Of(
            LowerCase.Contains(input.Text, expected, ignoreCase),
            input.Inverted,
            $"{input.Expected}to contain {Quote.Of(expected)}{(ignoreCase ? " (in any case)" : "")}, found {Quote.Of(input.Text)}");
    }
}
