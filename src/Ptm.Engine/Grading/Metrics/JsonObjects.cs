using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Reads JSON objects out of text that is not JSON as a whole.</summary>
internal static class JsonObjects
{
    /// <summary>A reply has one object; a text made of braces must not cost the square of its length.</summary>
    public const int Most = 20;

    static readonly JsonReaderOptions s_strict = new() { MaxDepth = 64 };
    static readonly JsonReaderOptions s_lenient = new() { MaxDepth = 64, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The object that the bytes begin with.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JsonElement value, out int length, bool lenient = false)
    {
        Utf8JsonReader reader = new(bytes, lenient ? s_lenient : s_strict);
        try
        {
            value = JsonElement.ParseValue(ref reader);
            length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException)
        {
            value = default;
            length = 0;
            return false;
        }
    }

    /// <summary>The end of a set of names in prose, such as {a, b}; null for what could be a broken object.</summary>
    public static int? AfterProse(byte[] bytes, int brace)
    {
        int end = Array.IndexOf(bytes, (byte)'}', brace);
        return end < 0 || bytes.AsSpan(brace + 1, end - brace - 1).IndexOfAny((byte)'{', (byte)'"', (byte)':') >= 0 ? null : end + 1;
    }
}
