using System.Text.Json;

namespace Ptm.Engine.Operations;

/// <summary>How deep a value may be nested, so that whatever holds it can still be written and read: a prompt in a run's cases, a result in a report.</summary>
internal static class ValueDepth
{
    public const int Most = 50;

    /// <summary>Whether a value is nested deeper than <see cref="Most"/>.</summary>
    public static bool IsTooDeep(JsonElement? value) => value is { } element && IsDeeper(element, Most);

    // Stops at the limit, however deep the value is.
    static bool IsDeeper(JsonElement value, int left) => value.ValueKind switch
    {
        JsonValueKind.Object => left == 0 || value.EnumerateObject().Any(member => IsDeeper(member.Value, left - 1)),
        JsonValueKind.Array => left == 0 || value.EnumerateArray().Any(item => IsDeeper(item, left - 1)),
        _ => false,
    };
}
