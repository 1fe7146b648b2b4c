using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Tools;

/// <summary>Tool calls in an output: those that the provider reports, or those that the text or a transform's object spells out.</summary>
internal static class CallText
{
    static readonly JsonReaderOptions s_reader = new() { MaxDepth = 128 };

    /// <summary>The calls that the provider reports, unless a transform made another output.</summary>
    public static IReadOnlyList<ToolCall> Reported(CheckInput input) =>
        input.Output.Json is null && input.Text == input.Grading.Output.Text ? input.Grading.Output.ToolCalls : [];

    /// <summary>The output as JSON; null when it is none.</summary>
    public static JsonElement? Json(CheckInput input) =>
        input.Output.Json ?? (JsonText.TryParse(input.Text, out JsonElement parsed) ? parsed : null);

    /// <summary>The values of JSON that begin and end on lines of their own, outside of fences.</summary>
    public static IEnumerable<JsonElement> OnOwnLines(string text)
    {
        string[] lines = text.Split('\n');
        bool isFenced = false;
        for (int line = 0; line < lines.Length; line++)
        {
            string start = lines[line].TrimStart();
            isFenced ^= start.StartsWith("```", StringComparison.Ordinal);
            if (isFenced || start is not ['{' or '[', ..])
            {
                continue;
            }

            byte[] rest = Encoding.UTF8.GetBytes(string.Join('\n', lines.Skip(line)));
            if (Read(rest) is { } found)
            {
                line += found.Lines;
                yield return found.Value;
            }
        }
    }

    static (JsonElement Value, int Lines)? Read(byte[] bytes)
    {
        Utf8JsonReader reader = new(bytes, s_reader);
        try
        {
            JsonElement value = JsonElement.ParseValue(ref reader);
            int end = (int)reader.BytesConsumed;
            int next = Array.IndexOf(bytes, (byte)'\n', end);
            bool isAlone = Encoding.UTF8.GetString(bytes, end, (next < 0 ? bytes.Length : next) - end).Trim().Length == 0;
            return isAlone ? (value, bytes.AsSpan(0, end).Count((byte)'\n')) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
