using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>Whether two values are the same JSON, whatever the order of members and the spelling of numbers and texts.</summary>
internal sealed class SameJson : IEqualityComparer<JsonElement>
{
    public static SameJson Instance { get; } = new();

    public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

    public int GetHashCode(JsonElement obj)
    {
        switch (obj.ValueKind)
        {
            case JsonValueKind.String:
                return string.GetHashCode(obj.GetString(), StringComparison.Ordinal);
            case JsonValueKind.Number:
                return obj.GetDouble().GetHashCode();
            case JsonValueKind.Array:
                HashCode items = default;
                foreach (JsonElement item in obj.EnumerateArray())
                {
                    items.Add(GetHashCode(item));
                }

                return items.ToHashCode();
            case JsonValueKind.Object:
                int members = 0;
                foreach (JsonProperty member in obj.EnumerateObject())
                {
                    members += HashCode.Combine(string.GetHashCode(member.Name, StringComparison.Ordinal), GetHashCode(member.Value));
                }

                return members;
            default:
                return (int)obj.ValueKind;
        }
    }
}
