using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Providers.Models;

/// <summary>Reads members of JSON that a service wrote, which may have any shape.</summary>
internal static class JsonMembers
{
    /// <summary>The value at a path of members; null where it leads nowhere or to null.</summary>
    public static JsonElement? Member(this JsonElement value, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    /// <summary>The text at a path; null where there is none.</summary>
    public static string? Text(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.Member(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The whole number at a path; null where there is none.</summary>
    public static long? Whole(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.Member(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long whole) ? whole : null;

    /// <summary>The finite number at a path; null where there is none.</summary>
    public static double? Number(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.Member(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double read) && double.IsFinite(read) ? read : null;

    /// <summary>The amount at a path; null where there is none.</summary>
    public static decimal? Money(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.Member(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out decimal money) ? money : null;

    /// <summary>The items of the list at a path; none where there is no list.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.Member(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>A value to put into a request.</summary>
    public static JsonNode? Node(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(value),
    };

    /// <summary>A value that was built, as one that was read.</summary>
    public static JsonElement Read(this JsonNode node) => JsonElement.Parse(JsonBody.Write(node));
}
