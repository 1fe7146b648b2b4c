using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Makes one case of every combination of the variables that are lists, the first variable changing slowest. As in promptfoo, a list counts when it begins with text.</summary>
internal static class VariableMatrix
{
    const int MaxCases = 100_000;

    public static IEnumerable<RawTestCase> Expand(RawTestCase test)
    {
        if (test.ExpandsLists == false || !test.Vars.EnumerateObject().Any(IsList))
        {
            return [test];
        }

        JsonProperty[] properties = [.. test.Vars.EnumerateObject()];
        long count = 1;
        foreach (JsonProperty property in properties.Where(IsList))
        {
            count *= property.Value.GetArrayLength();
            if (count > MaxCases)
            {
                throw new PtmException(new Diagnostic(
                    DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"The list variables of this case make more than {MaxCases} combinations.", test.Location));
            }
        }

        return Enumerable.Range(0, (int)count).Select(index => test with { Vars = Combination(properties, index, (int)count) });
    }

    static JsonElement Combination(JsonProperty[] properties, int index, int count)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            int block = count;
            foreach (JsonProperty property in properties)
            {
                writer.WritePropertyName(property.Name);
                if (IsList(property))
                {
                    block /= property.Value.GetArrayLength();
                    property.Value[index / block % property.Value.GetArrayLength()].WriteTo(writer);
                }
                else
                {
                    property.Value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    static bool IsList(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() > 0 && property.Value[0].ValueKind == JsonValueKind.String;
}
