using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Library.Yaml;

/// <summary>Turns YAML values into JSON values, which is what templates, assertions and providers work on.</summary>
internal static class YamlJson
{
    // An alias is one node however often it is used, until it is written out: this is where an alias bomb would go off.
    const int MaxNodes = 2_000_000;

    static readonly JsonWriterOptions s_options = new() { SkipValidation = true, MaxDepth = 1000 };

    [ThreadStatic]
    static ArrayBufferWriter<byte>? t_buffer;

    // One large value must not keep its memory for the rest of the run.
    const int MaxKept = 1024 * 1024;

    public static JsonElement ToJson(YamlNode node, string file)
    {
        ArrayBufferWriter<byte> buffer = t_buffer is { Capacity: <= MaxKept } kept ? kept : t_buffer = new(1024);
        buffer.ResetWrittenCount();
        int budget = MaxNodes;
        using (Utf8JsonWriter writer = new(buffer, s_options))
        {
            Write(writer, node, file, ref budget);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    /// <summary>Whether a scalar becomes text.</summary>
    public static bool IsText(YamlScalar scalar) => scalar.Type switch
    {
        YamlScalarType.Null or YamlScalarType.Boolean => false,
        YamlScalarType.Number => !(YamlCoreSchema.TryNumber(scalar.Text, out double number) && double.IsFinite(number)),
        _ => true,
    };

    static void Write(Utf8JsonWriter writer, YamlNode node, string file, ref int budget)
    {
        if (--budget < 0)
        {
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.LimitExceeded,
                DiagnosticSeverity.Error,
                $"Aliases here unfold to more than {MaxNodes} values.",
                node.In(file)));
        }

        switch (node)
        {
            case YamlScalar scalar:
                WriteScalar(writer, scalar);
                break;
            case YamlSequence sequence:
                writer.WriteStartArray();
                foreach (YamlNode item in sequence.Items)
                {
                    Write(writer, item, file, ref budget);
                }

                writer.WriteEndArray();
                break;
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (YamlEntry entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key.Text);
                    Write(writer, entry.Value, file, ref budget);
                }

                writer.WriteEndObject();
                break;
        }
    }

    static void WriteScalar(Utf8JsonWriter writer, YamlScalar scalar)
    {
        switch (scalar.Type)
        {
            case YamlScalarType.Null:
                writer.WriteNullValue();
                break;
            case YamlScalarType.Boolean:
                writer.WriteBooleanValue(YamlCoreSchema.ToBoolean(scalar.Text));
                break;
            case YamlScalarType.Number when YamlCoreSchema.TryNumber(scalar.Text, out double number) && double.IsFinite(number):
                writer.WriteRawValue(NumberText(number), skipInputValidation: true);
                break;
            default:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }

    /// <summary>A number as JavaScript prints it: a whole number without a fraction, so that 1.0 in YAML is 1 in a prompt.</summary>
    public static string NumberText(double number) => number == Math.Floor(number) && Math.Abs(number) < 1e15
        ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}
