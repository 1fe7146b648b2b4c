using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>JSON in a model's text.</summary>
internal static class JsonText
{
    /// <summary>Ends the search in a text made of braces, which would otherwise take the square of its length.</summary>
    const int MaxCandidates = 1_000;

    static readonly JsonDocumentOptions _document = new() { MaxDepth = 512 };
    static readonly JsonReaderOptions _reader = new() { MaxDepth = 512 };

    public static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            value = LastOfTwins(UnicodeJson.Parse(text, _document));
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>The objects in a text, outermost first, in their order.</summary>
    public static IEnumerable<JsonElement> Objects(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(UnicodeJson.Whole(text));
        int at = 0;
        for (int candidates = 0; candidates < MaxCandidates; candidates++)
        {
            int brace = Array.IndexOf(bytes, (byte)'{', at);
            if (brace < 0)
            {
                yield break;
            }

            at = brace + 1;
            if (TryRead(bytes.AsSpan(brace), out JsonElement value, out int length))
            {
                at = brace + length;
                yield return value;
            }
        }
    }

    static bool TryRead(ReadOnlySpan<byte> bytes, out JsonElement value, out int length)
    {
        Utf8JsonReader reader = new(bytes, _reader);
        try
        {
            value = LastOfTwins(JsonElement.ParseValue(ref reader));
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

    /// <summary>Where a name stands twice in an object, the last one counts, as for <c>JSON.parse</c>; a schema library may see the first.</summary>
    static JsonElement LastOfTwins(JsonElement value) => HasTwins(value) ? JsonSerializer.SerializeToElement(Unique(value)) : value;

    static bool HasTwins(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return value.EnumerateArray().Any(HasTwins);
            case JsonValueKind.Object:
                HashSet<string> names = new(StringComparer.Ordinal);
                return value.EnumerateObject().Any(member => !names.Add(member.Name) || HasTwins(member.Value));
            default:
                return false;
        }
    }

    static JsonNode? Unique(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Unique)]);
            case JsonValueKind.Object:
                JsonObject members = [];
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    members[member.Name] = Unique(member.Value);
                }

                return members;
            default:
                return JsonValue.Create(value);
        }
    }
}
