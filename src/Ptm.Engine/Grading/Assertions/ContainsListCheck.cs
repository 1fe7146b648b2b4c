using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>contains-all</c>, <c>contains-any</c> and their <c>icontains-</c> twins.</summary>
internal sealed class ContainsListCheck(bool all, bool ignoreCase) : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: a list of texts to look for";
        }

        return value is { } known && TextList.Read(known, out string? flaw) is null ? flaw : null;
    }

    protected override Verdict Run(CheckInput input)
    {
        IReadOnlyList<string> expected = TextList.Read(input.Value, out _)!;
        string text = input.Text;
        List<string>? missing = null;
        foreach (string part in expected)
        {
            if (!LowerCase.Contains(text, part, ignoreCase))
            {
                (missing ??= []).Add(part);
            }
        }

        int absent = missing?.Count ?? 0;
        return Verdict.Of(
            all ? absent == 0 : absent < expected.Count,
            input.Inverted,
            $"{input.Expected}to contain {(all ? "all" : "any")} of {Quote.List(expected)}{(ignoreCase ? " (in any case)" : "")}, found {Quote.Of(text)}{(absent > 0 ? $" without {Quote.List(missing!)}" : "")}");
    }
}
