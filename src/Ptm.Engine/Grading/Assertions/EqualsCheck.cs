using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>equals</c>: the same text; for an object or a list, the same JSON whatever its spelling.</summary>
internal sealed class EqualsCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        hasValue ? null : "needs a value: the text, number or JSON that the output equals";

    protected override Verdict Run(CheckInput input)
    {
        string expected = ScalarText.Of(input.Value) ?? input.Value.GetRawText();
        bool holds = input.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? JsonText.TryParse(input.Text, out JsonElement found) && JsonElement.DeepEquals(found, input.Value)
            : input.Text == expected;
        return Verdict.Of(holds, input.Inverted, $"{input.Expected}to equal {Quote.Of(expected)}, found {Quote.Of(input.Text)}");
    }
}
