using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Ptm.Engine;

/// <summary>
/// JSON from elsewhere, whose texts are whole Unicode once it is read: half of a surrogate pair, as it stands or as an escape,
/// which JavaScript lets pass and UTF-8 has no bytes for, is U+FFFD.
/// </summary>
internal static class UnicodeJson
{
    const string Replacement = "\\ufffd";

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static JsonElement Parse(string text, JsonDocumentOptions options = default) => JsonElement.Parse(Whole(text), options);

    /// <summary>Whether no text of a value escapes half of a surrogate pair, which nothing could read.</summary>
    public static bool IsWhole(JsonElement? value) =>
        value is not { ValueKind: not JsonValueKind.Undefined } element || !JsonMarshal.GetRawUtf8Value(element).Contains((byte)'\\') || Whole(element.GetRawText()) == element.GetRawText();

    /// <summary>A text of JSON without halves of surrogate pairs; the same one where it has none.</summary>
    public static string Whole(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        StringBuilder whole = new(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int length = LengthOf(text, at, out bool isHalf);
            _ = isHalf ? whole.Append(text[at] == '\\' ? Replacement : "\ufffd") : whole.Append(text, at, length);
            at += length;
        }

        return whole.ToString();
    }

    static int LengthOf(string text, int at, out bool isHalf)
    {
        isHalf = false;
        if (text[at] != '\\')
        {
            bool isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
            isHalf = char.IsSurrogate(text[at]) && !isPair;
            return isPair ? 2 : 1;
        }

        if (Escaped(text, at) is not { } escaped)
        {
            return at + 1 < text.Length && !char.IsSurrogate(text[at + 1]) ? 2 : 1;
        }

        bool isWhole = char.IsHighSurrogate(escaped) && Escaped(text, at + Replacement.Length) is { } next && char.IsLowSurrogate(next);
        isHalf = char.IsSurrogate(escaped) && !isWhole;
        return isWhole ? 2 * Replacement.Length : Replacement.Length;
    }

    static char? Escaped(string text, int at) =>
        at + Replacement.Length <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? (char)unit
            : null;
}
