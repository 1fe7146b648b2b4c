using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Templating.Values;

/// <summary>An object with named members, in JavaScript's order: whole numbers first, by size, then the rest as they came.</summary>
internal class DictValue
{
    readonly List<KeyValuePair<string, Value>> _members = [];
    Dictionary<string, int>? _index;
    bool _needsOrder;

    public virtual int Count => Members.Count;

    /// <summary>How the object prints.</summary>
    public virtual string Label => "[object Object]";

    public IReadOnlyList<KeyValuePair<string, Value>> Members
    {
        get
        {
            Fill();
            if (_needsOrder)
            {
                Order();
            }

            return _members;
        }
    }

    public virtual bool TryGet(string name, out Value value)
    {
        Fill();
        int at = Find(name);
        value = at < 0 ? Value.Undefined : _members[at].Value;
        return at >= 0;
    }

    public void Set(string name, Value value)
    {
        int at = Find(name);
        if (at >= 0)
        {
            _members[at] = new(name, value);
            return;
        }

        _members.Add(new(name, value));
        _index?.Add(name, _members.Count - 1);
        _needsOrder |= IsArrayIndex(name, out _);
    }

    /// <summary>Brings in the members before they are first looked at.</summary>
    protected virtual void Fill()
    {
    }

    int Find(string name)
    {
        if (_members.Count <= 8)
        {
            for (int at = 0; at < _members.Count; at++)
            {
                if (_members[at].Key == name)
                {
                    return at;
                }
            }

            return -1;
        }

        if (_index is null)
        {
            _index = new(_members.Count);
            for (int at = 0; at < _members.Count; at++)
            {
                _index[_members[at].Key] = at;
            }
        }

        return _index.GetValueOrDefault(name, -1);
    }

    void Order()
    {
        List<(uint Number, KeyValuePair<string, Value> Member)> numbered = [];
        List<KeyValuePair<string, Value>> named = [];
        foreach (KeyValuePair<string, Value> member in _members)
        {
            if (IsArrayIndex(member.Key, out uint number))
            {
                numbered.Add((number, member));
            }
            else
            {
                named.Add(member);
            }
        }

        numbered.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        _members.Clear();
        foreach ((_, KeyValuePair<string, Value> member) in numbered)
        {
            _members.Add(member);
        }

        _members.AddRange(named);
        _index = null;
        _needsOrder = false;
    }

    static bool IsArrayIndex(string name, out uint number)
    {
        number = 0;
        return name.Length is > 0 and <= 10 && char.IsAsciiDigit(name[0]) && (name[0] != '0' || name.Length == 1)
            && uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number != uint.MaxValue;
    }
}

/// <summary>An object of the data; it converts its members when they are first needed.</summary>
internal sealed class JsonDictValue(JsonElement source) : DictValue
{
    JsonElement _source = source;

    protected override void Fill()
    {
        if (_source.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        JsonElement members = _source;
        _source = default;
        foreach (JsonProperty property in members.EnumerateObject())
        {
            Set(ReadName(property), Value.FromJson(property.Value));
        }
    }
    static string ReadName(in JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Value.HalfCharacter();
        }
    }
}
