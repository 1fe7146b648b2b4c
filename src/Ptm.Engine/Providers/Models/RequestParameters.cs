using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Providers.Models;

/// <summary>
/// The parameters of one request while it is written. A format takes out what it has another name or place for;
/// what is left travels as it was written.
/// </summary>
internal sealed class RequestParameters(IReadOnlyDictionary<string, JsonElement> parameters)
{
    readonly Dictionary<string, JsonElement> _left = new(parameters, StringComparer.Ordinal);
    readonly List<string> _leftOut = [];

    public IEnumerable<KeyValuePair<string, JsonElement>> Left => _left;

    /// <summary>Takes the first of these that a person set; null where none is.</summary>
    public JsonElement? Take(params ReadOnlySpan<string> names)
    {
        JsonElement? taken = null;
        foreach (string name in names)
        {
            if (_left.Remove(name, out JsonElement value))
            {
                taken ??= value;
            }
        }

        return taken;
    }

    /// <summary>Names of what was left out because the API does not know it.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Leaves out what the API does not know and would refuse.</summary>
    public void LeaveOut(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_left.Remove(name))
            {
                _leftOut.Add(name);
            }
        }
    }

    public bool Has(string name) => _left.ContainsKey(name);

    /// <summary>Puts the value of the first of <paramref name="names"/> under another name, where a person set one.</summary>
    public void Move(JsonObject to, string name, params ReadOnlySpan<string> names)
    {
        if (Take(names) is { } value)
        {
            to[name] = value.Node();
        }
    }

    /// <summary>Puts all that is left.</summary>
    public void PutLeft(JsonObject to)
    {
        foreach ((string name, JsonElement value) in _left)
        {
            to[name] = value.Node();
        }

        _left.Clear();
    }

    /// <summary>Puts the members of <c>passthrough</c> (or another such map), which come last and win.</summary>
    public static void PutMembers(JsonObject to, JsonElement? members)
    {
        if (members is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (JsonProperty member in map.EnumerateObject())
            {
                if (to[member.Name] is JsonObject known && member.Value.ValueKind == JsonValueKind.Object)
                {
                    PutMembers(known, member.Value);
                }
                else
                {
                    to[member.Name] = member.Value.Node();
                }
            }
        }
    }

    /// <summary>A list: one value alone is a list of one.</summary>
    public static JsonNode List(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.Node()! : new JsonArray(value.Node());
}
