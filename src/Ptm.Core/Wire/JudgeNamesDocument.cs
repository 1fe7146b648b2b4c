using System.Buffers;
using System.Text.Json;

namespace Ptm.Wire;

/// <summary>The judges of an assertion: a name, or an object of names by what their providers do.</summary>
internal static class JudgeNamesDocument
{
    public static JsonElement Write(JudgeNames? names)
    {
        if (names is null)
        {
            return default;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            if (names == new JudgeNames { Any = names.Any })
            {
                writer.WriteStringValue(names.Any);
            }
            else
            {
                writer.WriteStartObject();
                Write(writer, "any", names.Any);
                Write(writer, "text", names.Text);
                Write(writer, "embedding", names.Embedding);
                Write(writer, "classification", names.Classification);
                Write(writer, "moderation", names.Moderation);
                writer.WriteEndObject();
            }
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <exception cref="PtmException">The value is neither.</exception>
    public static JudgeNames? Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return new() { Any = value.GetString() };
            case JsonValueKind.Object when value.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.String && member.Name is "any" or "text" or "embedding" or "classification" or "moderation"):
                return new()
                {
                    Any = Member(value, "any"),
                    Text = Member(value, "text"),
                    Embedding = Member(value, "embedding"),
                    Classification = Member(value, "classification"),
                    Moderation = Member(value, "moderation"),
                };
            default:
                throw WireFault.At("provider", "the judge of an assertion is the name of a provider, or an object of names for text, embedding, classification and moderation.");
        }
    }

    static void Write(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    static string? Member(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement member) ? member.GetString() : null;
}
