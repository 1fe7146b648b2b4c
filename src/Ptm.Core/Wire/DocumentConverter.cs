using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Wire;

/// <summary>Reads and writes a record of the product as the document that travels.</summary>
internal sealed class DocumentConverter<T, TDocument>(Func<T, TDocument> toDocument, Func<TDocument, T> fromDocument) : JsonConverter<T>
    where T : notnull
    where TDocument : notnull
{
    static readonly JsonTypeInfo<TDocument> s_document = (JsonTypeInfo<TDocument>)WireOptions.Documents.GetTypeInfo(typeof(TDocument));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return fromDocument(JsonSerializer.Deserialize(ref reader, s_document) ?? throw new JsonException("An object is expected, and this is null."));
        }
        catch (JsonException e)
        {
            throw WireFault.From(e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, toDocument(value), s_document);
}
