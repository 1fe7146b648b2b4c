using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Wire;

/// <summary>Refuses a list or a map of a document in which something is null: the compiler's annotations do not reach what stands inside.</summary>
internal static class NullItems
{
    public const string Says = ": null stands for nothing here.";

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
                if (NullIn(list.Get!(document)) is { } place)
                {
                    throw new JsonException($"{list.Name}[{place}]{Says}");
                }
            }
        };
    }

    static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(System.Collections.IEnumerable));

    // Index or key of the first that is null; null for none.
    static string? NullIn(object? list) => list switch
    {
        IEnumerable<object?> items => items.Select((item, index) => item is null ? index.ToString(CultureInfo.InvariantCulture) : null).FirstOrDefault(place => place is not null),
        IEnumerable<KeyValuePair<string, string?>> map => map.Where(entry => entry.Value is null).Select(entry => CaseName.OneLine(entry.Key)).FirstOrDefault(),
        _ => null,
    };
}
