using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Wire;

/// <summary>A list, which is written as <c>{"items": [...]}</c> and read as that or bare.</summary>
internal sealed class ListConverter<T, TDocument>(Func<T, TDocument> toDocument, Func<IReadOnlyList<TDocument>, IEnumerable<T>> fromDocuments) : JsonConverter<IReadOnlyList<T>>
{
    static readonly JsonTypeInfo<List<TDocument>> s_bare = (JsonTypeInfo<List<TDocument>>)WireOptions.Documents.GetTypeInfo(typeof(List<TDocument>));
    static readonly JsonTypeInfo<ItemsDocument<TDocument>> s_items = (JsonTypeInfo<ItemsDocument<TDocument>>)WireOptions.Documents.GetTypeInfo(typeof(ItemsDocument<TDocument>));

    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            IReadOnlyList<TDocument>? documents = reader.TokenType == JsonTokenType.StartArray
                ? JsonSerializer.Deserialize(ref reader, s_bare)
                : JsonSerializer.Deserialize(ref reader, s_items)?.Items;
            int missing = (documents ?? throw new JsonException("A list is expected, and this is null.")).Select((document, index) => document is null ? index : -1).FirstOrDefault(index => index >= 0, -1);
            return missing < 0 ? [.. fromDocuments(documents)] : throw new JsonException($"Item {missing} of the list is null.", $"$[{missing}]", null, null);
        }
        catch (JsonException e)
        {
            throw WireFault.From(e);
        }
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new ItemsDocument<TDocument> { Items = [.. value.Select(toDocument)] }, s_items);
}
