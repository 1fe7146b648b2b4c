using F23.StringSimilarity;

namespace Ptm.Engine.Library;

/// <summary>Finds what a person most likely meant.</summary>
internal static class NearestName
{
    static readonly Damerau s_distance = new();

    /// <summary>The closest of <paramref name="names"/>, or null when none is near enough to be a slip of the pen.</summary>
    public static string? Of(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        double least = Math.Max(1, written.Length / 3.0) + 0.5;
        foreach (string name in names)
        {
            double distance = s_distance.Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>A sentence that names the closest of <paramref name="names"/>, or else all of them.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> names) =>
        Of(written, names) is { } nearest ? $"Did you mean '{nearest}'?"
        : names.Count == 0 ? "There is none."
        : $"Known: {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
}
