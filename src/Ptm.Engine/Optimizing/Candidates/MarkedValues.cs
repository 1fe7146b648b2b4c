using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>A case's variables with markers in the place of their values, which stand nowhere else: so a value that a rendering shows is told from the same letters in other text.</summary>
internal sealed class MarkedValues(JsonElement vars)
{
    /// <summary>A text or number within the variables.</summary>
    /// <param name="Path">Its path, such as <c>docs[].title</c>.</param>
    /// <param name="Text">The value.</param>
    /// <param name="IsNumber">Whether it is a number.</param>
    public sealed record Leaf(string Path, string Text, bool IsNumber);

    public IReadOnlyList<Leaf> Leaves { get; } = [.. LeavesOf(vars, "")];

    /// <summary>Whether a rendering shows the marker of a value; filters may change its case.</summary>
    public static bool Shows(string? rendered, int leaf) => rendered?.Contains(MarkerOf(leaf), StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The variables with markers for some of the values.</summary>
    /// <param name="isMarked">Which, by their places in <see cref="Leaves"/>.</param>
    public JsonElement With(Func<int, bool> isMarked)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            int next = 0;
            Write(writer, vars, isMarked, ref next);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    static string MarkerOf(int leaf) => string.Create(CultureInfo.InvariantCulture, $"QZX{leaf}XZQ");

    static bool IsLeaf(JsonElement value) => value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()));

    static IEnumerable<Leaf> LeavesOf(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => LeavesOf(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => LeavesOf(item, path + "[]")),
        _ when IsLeaf(value) => [new(path, value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!.Trim(), value.ValueKind == JsonValueKind.Number)],
        _ => [],
    };

    static void Write(Utf8JsonWriter writer, JsonElement value, Func<int, bool> isMarked, ref int next)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, isMarked, ref next);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item, isMarked, ref next);
                }

                writer.WriteEndArray();
                break;
            default:
                int leaf = IsLeaf(value) ? next++ : -1;
                if (leaf >= 0 && isMarked(leaf))
                {
                    writer.WriteStringValue(MarkerOf(leaf));
                }
                else
                {
                    value.WriteTo(writer);
                }

                break;
        }
    }
}
