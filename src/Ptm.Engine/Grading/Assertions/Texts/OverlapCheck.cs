using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>How much of a reference text the output shares: <c>rouge-n</c>, <c>bleu</c>, <c>gleu</c> and <c>meteor</c>. The inverse scores 1 less the score.</summary>
/// <param name="name">The measure's name, for reasons.</param>
/// <param name="defaultThreshold">Lowest score that passes unless the assertion says another, 0 to 1.</param>
/// <param name="many">Whether a list of references may be given.</param>
/// <param name="score">The score of an output against references, 0 to 1.</param>
internal sealed class OverlapCheck(string name, double defaultThreshold, bool many, Func<string, IReadOnlyList<string>, double> score) : InstantCheck
{
    /// <summary>The time of a comparison grows with both texts; this is more than any answer has.</summary>
    const int MaxLength = 2_000_000;

    public override bool HasScoreAsThreshold => true;

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        string what = many ? "a reference text, or a list of them" : "a reference text";
        if (!hasValue)
        {
            return $"needs a value: {what}";
        }

        return value switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => IsBlank(text) ? "needs a reference text, and its value is empty" : null,
            { ValueKind: JsonValueKind.Array } list when many => FlawOf(list),
            _ => $"needs {what} as its value; put a number in quotes",
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        IReadOnlyList<string> references = input.Value.ValueKind == JsonValueKind.String
            ? [input.Value.GetString()!]
            : [.. input.Value.EnumerateArray().Where(text => !IsBlank(text)).Select(text => text.GetString()!)];
        int length = input.Text.Length + references.Sum(reference => reference.Length);
        if (length > MaxLength)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"texts of together {length} characters are too long to compare by {name}");
        }

        double found = score(input.Text, references);
        double limit = input.Assertion.Threshold ?? defaultThreshold;
        string to = references.Count == 1 ? Quote.Of(references[0]) : $"any of {Quote.List(references)}";
        return new Verdict(
            Limits.Reaches(found, limit) != input.Inverted,
            input.Inverted ? 1 - found : found,
            $"{input.Expected}a {name} score of at least {Quote.Of(limit)} against {to}, found {Quote.Of(found)} for {Quote.Of(input.Text)}");
    }

    static string? FlawOf(JsonElement list) =>
        list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String) ? "needs texts in its list; put numbers in quotes"
        : list.EnumerateArray().All(IsBlank) ? "has no reference text in its list, so nothing would be compared"
        : null;

    static bool IsBlank(JsonElement text) => string.IsNullOrWhiteSpace(text.GetString());
}
