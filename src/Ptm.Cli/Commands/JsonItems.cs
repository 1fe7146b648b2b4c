using System.Text.Json;

namespace Ptm.Cli.Commands;

/// <summary>Reads the items of an array that lies in a JSON file, one in memory at a time: a file of results may be larger than the memory.</summary>
internal sealed class JsonItems
{
    readonly Stream _stream;
    byte[] _buffer = new byte[64 * 1024];
    int _start;
    int _end;
    bool _isWhole;
    JsonReaderState _state = new(new() { MaxDepth = 1000 });

    /// <exception cref="JsonException">The file holds no JSON object.</exception>
    public JsonItems(Stream stream)
    {
        _stream = stream;
        Fill();
        _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
        if (Next(null) != JsonTokenType.StartObject)
        {
            throw new JsonException("The file holds no object.");
        }
    }

    /// <summary>Goes into a property of the object that it is in, past those before it.</summary>
    /// <returns>Whether its value is an array, whose items come next; it is an object otherwise.</returns>
    /// <exception cref="KeyNotFoundException">There is no such property with an array or an object.</exception>
    /// <exception cref="JsonException">The file is no JSON.</exception>
    public bool Enter(string name)
    {
        JsonTokenType token;
        do
        {
            token = Next(name);
        }
        while (token == JsonTokenType.PropertyName);
        return token is JsonTokenType.StartArray or JsonTokenType.StartObject ? token == JsonTokenType.StartArray : throw new KeyNotFoundException($"There is no '{name}' with an array or object.");
    }

    /// <summary>The items of the array that it is in, from the next one on.</summary>
    /// <exception cref="JsonException">The file is no JSON.</exception>
    public IEnumerable<JsonElement> Items()
    {
        while (Item() is { } item)
        {
            yield return item;
        }
    }

    JsonElement? Item()
    {
        while (true)
        {
            Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isWhole, _state);
            JsonElement? item = null;
            if (reader.Read() && (reader.TokenType == JsonTokenType.EndArray || JsonElement.TryParseValue(ref reader, out item)))
            {
                Pass(reader);
                return item;
            }

            Fill();
        }
    }

    // The next token; of a property that has the name, its value's first, and any other property is passed whole.
    JsonTokenType Next(string? name)
    {
        while (true)
        {
            Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isWhole, _state);
            if (reader.Read())
            {
                bool isMeant = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name);
                JsonTokenType token = reader.TokenType;
                if (token != JsonTokenType.PropertyName || (isMeant ? reader.Read() : reader.TrySkip()))
                {
                    token = isMeant ? reader.TokenType : token;
                    Pass(reader);
                    return token;
                }
            }

            Fill();
        }
    }

    void Pass(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(2 * _buffer.Length));
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isWhole = read == 0;
    }
}
