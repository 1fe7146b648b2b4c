using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>An enum by its names in snake_case. A name that is none is an error which names it.</summary>
internal sealed class NameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    static readonly Dictionary<string, T> s_values = Enum.GetValues<T>().ToDictionary(Name, StringComparer.Ordinal);
    static readonly Dictionary<T, string> s_names = s_values.ToDictionary(pair => pair.Value, pair => pair.Key);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && s_values.TryGetValue(reader.GetString()!, out T value)
            ? value
            : throw new JsonException($"{Found(ref reader)} is none of {string.Join(", ", s_values.Keys)}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(s_names[value]);

    static string Name(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    static string Found(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"'{CaseName.OneLine(reader.GetString()!, 60)}'",
        JsonTokenType.Number => "A number",
        _ => "This",
    };
}
