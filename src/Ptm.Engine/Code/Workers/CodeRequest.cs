using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ptm.Engine.Code.Workers;

/// <summary>A call as a worker reads it: a line with its length, then JSON.</summary>
internal static class CodeRequest
{
    static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = CodeLimits.JsonDepth + 8 };

    public static byte[] Of(CodeCall call)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter writer = new(body, s_plain))
        {
            writer.WriteStartObject();
            writer.WriteString("path", call.File?.Path);
            writer.WriteString("code", call.Inline?.Body);
            Texts(writer, "names", call.Inline?.Parameters ?? []);
            writer.WriteBoolean("named", call.File?.Function is not null);
            Texts(writer, "functions", call.File?.Function is { } function ? [function] : call.DefaultFunctions);
            writer.WriteBoolean("anyName", call.TakesAnyName);
            writer.WriteBoolean("fresh", call.Fresh);
            writer.WriteBoolean("providerObject", call.HasProviderObject);
            if (call.ProviderOptions is { } options)
            {
                writer.WritePropertyName("provider");
                options.WriteTo(writer);
            }

            writer.WriteStartArray("args");
            foreach (JsonElement argument in call.Arguments)
            {
                if (argument.ValueKind == JsonValueKind.Undefined)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    argument.WriteTo(writer);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{body.WrittenCount}\n")), .. body.WrittenSpan];
    }

    static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
