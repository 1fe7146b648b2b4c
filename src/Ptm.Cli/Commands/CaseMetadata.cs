using System.Text.Json;

namespace Ptm.Cli.Commands;

/// <summary>Looks into what the author notes of a case.</summary>
internal static class CaseMetadata
{
    /// <summary>Whether a key has a value: the text itself, a text that is part of it, or an item of a list.</summary>
    public static bool Has(JsonElement? metadata, string key, string value) =>
        metadata is { ValueKind: JsonValueKind.Object } notes && notes.TryGetProperty(key, out JsonElement found) && Is(found, value);

    static bool Is(JsonElement found, string value) => found.ValueKind switch
    {
        JsonValueKind.Array => found.EnumerateArray().Any(item => Is(item, value)),
        JsonValueKind.String => found.GetString()!.Contains(value, StringComparison.Ordinal),
        _ => found.GetRawText() == value,
    };
}
