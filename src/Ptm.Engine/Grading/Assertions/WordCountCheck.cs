using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Grading.Assertions.Texts;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>word-count</c>: a number of words, or <c>{min, max}</c>, both included. Words are what white space separates.</summary>
internal sealed class WordCountCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: a number of words, or {min, max}";
        }

        return value is { } known && Read(known, out string? flaw) is null ? flaw : null;
    }

    protected override Verdict Run(CheckInput input)
    {
        (double? min, double? max) = Read(input.Value, out _)!.Value;
        int count = Count(input.Text);
        bool holds = Limits.Reaches(count, min ?? 0) && Limits.IsWithin(count, max ?? double.MaxValue);
        string expected = (min, max) switch
        {
            ({ } least, { } most) => least == most ? $"{Quote.Of(least)}" : $"{Quote.Of(least)} to {Quote.Of(most)}",
            ({ } least, null) => $"at least {Quote.Of(least)}",
            _ => $"at most {Quote.Of(max!.Value)}",
        };
        return Verdict.Of(holds, input.Inverted, $"{input.Expected}to have {expected} words, found {count}");
    }

    static (double? Min, double? Max)? Read(JsonElement value, out string? flaw)
    {
        flaw = null;
        if (Number(value) is { } exact)
        {
            return (exact, exact);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            flaw = "needs a number of words, or {min, max}, as its value";
            return null;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (member.Name is not ("min" or "max"))
            {
                flaw = $"knows min and max, not \"{member.Name}\"";
                return null;
            }
        }

        double? min = Limit(value, "min", ref flaw);
        double? max = Limit(value, "max", ref flaw);
        flaw ??= (min, max) switch
        {
            (null, null) => "needs min or max in its value",
            ({ } least, { } most) when least > most => $"has min {Quote.Of(least)} above max {Quote.Of(most)}",
            _ => null,
        };
        return flaw is null ? (min, max) : null;
    }

    static double? Limit(JsonElement value, string name, ref string? flaw)
    {
        if (!value.TryGetProperty(name, out JsonElement limit) || limit.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        double? number = Number(limit);
        flaw ??= number is null ? $"needs a number as {name}" : null;
        return number;
    }

    static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
        _ => null,
    };

    static int Count(string text)
    {
        int count = 0;
        bool inWord = false;
        foreach (char unit in text)
        {
            bool space = Words.IsSpace(unit);
            count += !space && !inWord ? 1 : 0;
            inWord = !space;
        }

        return count;
    }
}
