using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Cassettes;

/// <summary>JSON with one spelling for equal values: members sorted, numbers normalised, line endings LF, no white space.</summary>
internal static class CanonicalJson
{
    public static string Of(JsonElement value)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(WithLineFeeds(Text(value)));
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    static string WithLineFeeds(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;

    static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escape for half of a surrogate pair stands for no text; as written it still tells two requests apart.
            return value.GetRawText();
        }
    }

    static string Number(JsonElement value) =>
        value.TryGetDecimal(out decimal exact) && exact != 0 ? exact.ToString("G29", CultureInfo.InvariantCulture)
        : value.TryGetDouble(out double near) && double.IsFinite(near) ? near == 0 ? "0" : near.ToString("R", CultureInfo.InvariantCulture)
        : value.GetRawText();
}
