using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Trajectories;

/// <summary><c>min</c> and <c>max</c> of a value, both included.</summary>
internal sealed record CountRange(double? Min, double? Max)
{
    public static CountRange Of(JsonElement value) => new(Limit(value, "min"), Limit(value, "max"));

    /// <summary>What is wrong with the limits of a value; null when nothing is.</summary>
    public static string? Flaw(JsonElement value) =>
        Array.Find(["min", "max"], name => value.TryGetProperty(name, out JsonElement limit) && limit.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null)) is { } wrong ? $"needs a number as {wrong}" : null;

    public bool Holds(int count) => count >= (Min ?? 0) && count <= (Max ?? double.MaxValue);

    public override string ToString() => (Min, Max) switch
    {
        ({ } least, { } most) => $"{Quote.Of(least)} to {Quote.Of(most)}",
        (null, { } most) => $"at most {Quote.Of(most)}",
        _ => $"at least {Quote.Of(Min ?? 0)}",
    };

    static double? Limit(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement limit) && limit.ValueKind == JsonValueKind.Number ? limit.GetDouble() : null;
}
