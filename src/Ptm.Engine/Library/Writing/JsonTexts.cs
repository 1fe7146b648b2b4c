using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Writing;

/// <summary>The texts among the values of a JSON document, with their places: others are put there, and its layout and all else of it stay.</summary>
internal sealed class JsonTexts
{
    public const int MostDepth = 1000;

    readonly byte[] _json;

    // With their quotes.
    readonly List<Range> _places = [];
    readonly List<string> _texts = [];

    JsonTexts(byte[] json)
    {
        _json = json;
        StringBuilder shape = new();
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                _texts.Add(reader.GetString()!);
                _places.Add((int)reader.TokenStartIndex..((int)reader.BytesConsumed));
            }

            shape.Append(reader.TokenType switch
            {
                JsonTokenType.String => "\"",
                JsonTokenType.PropertyName => $"{JsonEncodedText.Encode(reader.GetString()!)}:",
                JsonTokenType.Number => YamlJson.NumberText(reader.GetDouble()),
                _ => Encoding.UTF8.GetString(reader.ValueSpan),
            }).Append(' ');
        }

        Shape = shape.ToString();
    }

    /// <summary>The texts, in order.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>All that is no text, however it is laid out: documents that differ in texts alone have the same.</summary>
    public string Shape { get; }

    /// <summary>The document, in UTF-8.</summary>
    public ReadOnlySpan<byte> Json => _json;

    /// <summary>The texts of a document; null where it is no JSON.</summary>
    public static JsonTexts? Read(string json)
    {
        try
        {
            return new(Encoding.UTF8.GetBytes(UnicodeJson.Whole(json)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The document with other texts.</summary>
    /// <param name="texts">A text for each, in order. Where it is the same, it stays as it is written.</param>
    public string With(IReadOnlyList<string> texts)
    {
        StringBuilder json = new();
        int at = 0;
        for (int index = 0; index < _places.Count; index++)
        {
            int start = _places[index].Start.Value;
            json.Append(Encoding.UTF8.GetString(_json, at, start - at));
            at = _places[index].End.Value;
            _ = texts[index] == _texts[index]
                ? json.Append(Encoding.UTF8.GetString(_json, start, at - start))
                : json.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(texts[index])).Append('"');
        }

        return json.Append(Encoding.UTF8.GetString(_json, at, _json.Length - at)).ToString();
    }
}
