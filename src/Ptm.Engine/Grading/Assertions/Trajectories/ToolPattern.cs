using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Trajectories;

/// <summary>Names of tools as an assertion writes them: a text, or <c>{ name }</c> or <c>{ pattern }</c>.</summary>
internal static class ToolPattern
{
    /// <summary>The pattern; null where there is none.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Named(value),
        JsonValueKind.Object when value.TryGetProperty("pattern", out JsonElement pattern) => Named(pattern),
        JsonValueKind.Object when value.TryGetProperty("name", out JsonElement name) => Named(name),
        _ => null,
    };

    /// <summary>The patterns of a list; null where it is none, is empty or holds something else.</summary>
    public static IReadOnlyList<string>? List(JsonElement value)
    {
        string?[] patterns = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Of)] : [];
        return patterns.Length > 0 && Array.TrueForAll(patterns, pattern => pattern is not null) ? [.. patterns.OfType<string>()] : null;
    }

    static string? Named(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
