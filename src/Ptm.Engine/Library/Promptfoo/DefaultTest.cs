using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Merges <c>defaultTest</c> into a case: its variables and options where the case has none, its assertions before the case's.</summary>
internal static class DefaultTest
{
    public static RawTestCase Merge(RawTestCase test, RawTestCase? defaults) => defaults is null ? test : test with
    {
        Vars = MergeVars(defaults.Vars, test.Vars),
        Assertions = [.. defaults.Assertions, .. test.Assertions],
        Threshold = test.Threshold ?? defaults.Threshold,
        Transform = test.Transform ?? defaults.Transform,
        Prefix = test.Prefix ?? defaults.Prefix,
        Suffix = test.Suffix ?? defaults.Suffix,
        ExpandsLists = test.ExpandsLists && defaults.ExpandsLists,
    };

    static JsonElement MergeVars(JsonElement defaults, JsonElement own)
    {
        if (defaults.GetPropertyCount() == 0)
        {
            return own;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in defaults.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                (own.TryGetProperty(property.Name, out JsonElement value) ? value : property.Value).WriteTo(writer);
            }

            foreach (JsonProperty property in own.EnumerateObject())
            {
                if (!defaults.TryGetProperty(property.Name, out _))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
