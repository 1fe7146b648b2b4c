using System.Text.Json;
using F23.StringSimilarity;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>levenshtein</c>: at most so many edits of a character (UTF-16 unit) away; 5 unless set.</summary>
internal sealed class LevenshteinCheck : InstantCheck
{
    const double DefaultThreshold = 5;

    /// <summary>The table of the comparison grows with the product of both lengths.</summary>
    const long MaxCells = 100_000_000;

    static readonly Levenshtein _distance = new();

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: the text to compare with";
        }

        return value is null or { ValueKind: JsonValueKind.String } ? null : "needs a text as its value; put a number in quotes";
    }

    protected override Verdict Run(CheckInput input)
    {
        string expected = input.Value.GetString()!;
        double limit = input.Assertion.Threshold ?? DefaultThreshold;
        if ((long)expected.Length * input.Text.Length > MaxCells)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"texts of {expected.Length} and {input.Text.Length} characters are too long to compare by edit distance");
        }

        double distance = _distance.Distance(input.Text, expected);
        return Verdict.Of(
            Limits.IsWithin(distance, limit),
            input.Inverted,
            $"{input.Expected}to be within {Quote.Of(limit)} edits of {Quote.Of(expected)}, found {Quote.Of(input.Text)}, which is {Quote.Of(distance)} away");
    }
}
