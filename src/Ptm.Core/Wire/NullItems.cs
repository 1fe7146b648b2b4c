using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Wire;

/// <summary>Refuses a list or a map of a document in which something is null: the compiler's annotations do not reach what stands inside.</summary>
internal static class NullItems
{
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        JsonPropertyInfo[] lists = [.. type.Properties.Where(property => property is { Get: not null, IsExtensionData: false } && IsList(property.PropertyType))];
        if (lists.Length == 0)
        {
            return;
        }

        Action<object>? before = type.OnDeserialized;
        type.OnDeserialized = document =>
        {
            before?.Invoke(document);
            foreach (JsonPropertyInfo list in lists)
            {
                if (HoldsNull(list.Get!(document)))
                {
                    throw new JsonException($"'{list.Name}' holds null, which stands for nothing there.");
                }
            }
        };
    }

    static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(System.Collections.IEnumerable));

    static bool HoldsNull(object? list) => list switch
    {
        IEnumerable<object?> items => items.Contains(null),
        IEnumerable<KeyValuePair<string, string?>> map => map.Any(entry => entry.Value is null),
        _ => false,
    };
}
