using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// JSON with one spelling for equal values: members sorted, numbers normalised, line endings LF, no white space, and nothing escaped that need not be.
/// Written here and not by a serializer, because recordings in people's repositories are found by its hash.
/// </summary>
internal static class CanonicalJson
{
    public static string Of(JsonElement value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    public static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendMembers(text, value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)));
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Separate(text, '[');
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                Append(text, Text(value));
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    public static void AppendMembers(StringBuilder text, IEnumerable<KeyValuePair<string, JsonElement>> members)
    {
        text.Append('{');
        foreach ((string name, JsonElement value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            Separate(text, '{');
            Append(text, name);
            text.Append(':');
            Append(text, value);
        }

        text.Append('}');
    }

    public static void Append(StringBuilder text, string value)
    {
        text.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c == '\r')
            {
                // CR LF and a lone CR are both a line's end.
                i += i + 1 < value.Length && value[i + 1] == '\n' ? 1 : 0;
                c = '\n';
            }

            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    static void Separate(StringBuilder text, char opening)
    {
        if (text[^1] != opening)
        {
            text.Append(',');
        }
    }

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
