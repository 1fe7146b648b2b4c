using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Library.Writing;

/// <summary>Writes a JSON value as YAML that a person likes to read and edit.</summary>
internal static class YamlText
{
    const int Step = 2;
    const int MostInBrackets = 100;

    /// <summary>The YAML of an object.</summary>
    public static string Of(JsonElement root)
    {
        StringBuilder yaml = new();
        AppendMembers(yaml, root, 0, isInline: false);
        return yaml.ToString();
    }

    // An item's first member stands behind its dash.
    static void AppendMembers(StringBuilder yaml, JsonElement mapping, int indent, bool isInline)
    {
        foreach (JsonProperty member in mapping.EnumerateObject())
        {
            yaml.Append(' ', isInline ? 0 : indent);
            isInline = false;
            YamlScalarText.Append(yaml, member.Name);
            yaml.Append(':');
            AppendValue(yaml, member.Value, indent);
        }
    }

    static void AppendItems(StringBuilder yaml, JsonElement list, int indent, bool isInline)
    {
        foreach (JsonElement item in list.EnumerateArray())
        {
            yaml.Append(' ', isInline ? 0 : indent).Append('-');
            isInline = false;
            switch (item.ValueKind)
            {
                case JsonValueKind.Object when item.GetPropertyCount() > 0:
                    yaml.Append(' ');
                    AppendMembers(yaml, item, indent + Step, isInline: true);
                    break;
                case JsonValueKind.Array when !IsShort(item):
                    yaml.Append(' ');
                    AppendItems(yaml, item, indent + Step, isInline: true);
                    break;
                default:
                    AppendValue(yaml, item, indent);
                    break;
            }
        }
    }

    static void AppendValue(StringBuilder yaml, JsonElement value, int indent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.GetPropertyCount() > 0:
                yaml.Append('\n');
                AppendMembers(yaml, value, indent + Step, isInline: false);
                return;
            case JsonValueKind.Array when !IsShort(value):
                yaml.Append('\n');
                AppendItems(yaml, value, indent + Step, isInline: false);
                return;
        }

        yaml.Append(' ');
        if (value.ValueKind == JsonValueKind.String && value.GetString()! is var text && YamlScalarText.IsBlock(text))
        {
            YamlScalarText.AppendBlock(yaml, text, indent + Step);
            return;
        }

        AppendShort(yaml, value);
        yaml.Append('\n');
    }

    static void AppendShort(StringBuilder yaml, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                yaml.Append("{}");
                break;
            case JsonValueKind.Array:
                string separator = "";
                yaml.Append('[');
                foreach (JsonElement item in value.EnumerateArray())
                {
                    yaml.Append(separator);
                    AppendShort(yaml, item);
                    separator = ", ";
                }

                yaml.Append(']');
                break;
            case JsonValueKind.String:
                YamlScalarText.Append(yaml, value.GetString()!);
                break;
            default:
                yaml.Append(value.GetRawText());
                break;
        }
    }

    // A list of names or numbers fits into a line.
    static bool IsShort(JsonElement list) =>
        list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            || (item.ValueKind == JsonValueKind.String && YamlScalarText.IsPlain(item.GetString()!)))
        && list.GetRawText().Length <= MostInBrackets;
}
