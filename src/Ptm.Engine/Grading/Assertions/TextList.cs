using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>A list of texts: a YAML list, or one line of comma-separated fields in which double quotes hold commas.</summary>
internal static class TextList
{
    public static IReadOnlyList<string>? Read(JsonElement value, out string? flaw)
    {
        List<string> items = [];
        flaw = value.ValueKind switch
        {
            JsonValueKind.Array => ReadList(value, items),
            JsonValueKind.String => Split(value.GetString()!, items),
            _ => "needs a list of texts, or texts separated by commas",
        };

        // A list without texts would always or never hold, which is no check.
        flaw ??= items.Count == 0 ? "has an empty list, so nothing would be checked" : null;
        return flaw is null ? items : null;
    }

    static string? ReadList(JsonElement list, List<string> items)
    {
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (ScalarText.Of(item) is not { } text)
            {
                return "needs texts, numbers or booleans in its list";
            }

            if (text.Length == 0)
            {
                return "has an empty text in its list, which is in every output";
            }

            items.Add(text);
        }

        return null;
    }

    static string? Split(string line, List<string> items)
    {
        int at = 0;
        while (at <= line.Length)
        {
            at = SkipSpace(line, at);
            if (at < line.Length && line[at] == '"')
            {
                if (!Quoted(line, ref at, items))
                {
                    return "has a quoted text without its closing quote";
                }

                at = SkipSpace(line, at);
                if (at < line.Length && line[at] != ',')
                {
                    return "needs a comma after each quoted text";
                }

                at++;
                continue;
            }

            int comma = line.IndexOf(',', at);
            int end = comma < 0 ? line.Length : comma;
            string field = line[at..end].Trim();
            if (field.Length > 0)
            {
                items.Add(field);
            }

            at = end + 1;
        }

        return null;
    }

    static bool Quoted(string line, ref int at, List<string> items)
    {
        StringBuilder field = new();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                field.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                items.Add(field.ToString());
                return true;
            }
        }

        return false;
    }

    static int SkipSpace(string line, int at)
    {
        while (at < line.Length && char.IsWhiteSpace(line[at]))
        {
            at++;
        }

        return at;
    }
}
