using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Trajectories;

/// <summary><c>trajectory:step-count</c>: how many tool calls and steps there were, of a <c>type</c> and with a name of a <c>pattern</c> where they are set.</summary>
internal sealed class StepCountCheck : InstantCheck
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue)
    {
        if (!hasValue)
        {
            return "needs a value: { type, pattern, min, max }";
        }

        return value switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } known => CountRange.Flaw(known) ?? (CountRange.Of(known) is { Min: null, Max: null } ? "needs min or max in its value" : TypesOf(known) is null ? $"knows the types {string.Join(", ", TrajectoryAct.Types)}" : PatternFlaw(known)),
            _ => "needs { type, pattern, min, max } as its value",
        };
    }

    protected override Verdict Run(CheckInput input)
    {
        CountRange range = CountRange.Of(input.Value);
        IReadOnlyList<string> types = TypesOf(input.Value)!;
        string? pattern = input.Value.TryGetProperty("pattern", out JsonElement named) ? named.GetString() : null;
        TrajectoryAct[] acts = [.. TrajectoryAct.Of(input.Grading.Output).Where(act => (types.Count == 0 || types.Contains(act.Type)) && (pattern is null || TrajectoryAct.Matches(pattern, act.Name)))];
        string what = (types.Count == 0 ? "steps" : $"steps of type {string.Join(" or ", types)}") + (pattern is null ? "" : $" named {Quote.Of(pattern)}");
        return Verdict.Of(range.Holds(acts.Length), input.Inverted, $"{input.Expected}{range} {what}, found {acts.Length}{(acts.Length == 0 ? "" : ": " + Quote.List(acts.Select(act => act.ToString())))}");
    }

    /// <summary>The types that count; empty for all, null where one is not known.</summary>
    static IReadOnlyList<string>? TypesOf(JsonElement value)
    {
        if (!value.TryGetProperty("type", out JsonElement type) || type.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        string?[] types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(Text)] : [Text(type)];
        return Array.TrueForAll(types, one => one is not null && TrajectoryAct.Types.Contains(one)) ? [.. types.OfType<string>()] : null;
    }

    static string? PatternFlaw(JsonElement value) =>
        value.TryGetProperty("pattern", out JsonElement pattern) && Text(pattern) is not { Length: > 0 } ? "needs a text as pattern" : null;

    static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
