using System.Text.Json;

namespace Ptm.Engine.Templating.Values;

/// <summary>A list; one made from JSON converts its items when they are first needed.</summary>
internal sealed class ListValue
{
    JsonElement _source;
    List<Value>? _items;

    public ListValue(List<Value> items) => _items = items;

    public ListValue(JsonElement source) => _source = source;

    public List<Value> Items => _items ??= Convert();

    public int Count => _items?.Count ?? _source.GetArrayLength();

    public Value this[int index] => Items[index];

    List<Value> Convert()
    {
        List<Value> items = new(_source.GetArrayLength());
        foreach (JsonElement item in _source.EnumerateArray())
        {
            items.Add(Value.FromJson(item));
        }

        _source = default;
        return items;
    }
}
