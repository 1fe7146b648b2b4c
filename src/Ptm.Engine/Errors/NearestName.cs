using F23.StringSimilarity;

namespace Ptm.Engine;

/// <summary>Finds what a person most likely meant.</summary>
internal static class NearestName
{
    // A longer list is for the documentation.
    const int MostListed = 60;

    static readonly Damerau s_distance = new();

    /// <summary>The closest of <paramref name="names"/>, or null when none is near enough to be a slip of the pen.</summary>
    public static string? Of(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        double least = Math.Max(1, written.Length / 3.0) + 0.5;
        foreach (string name in names)
        {
            // Two names whose lengths are further apart than that cannot be nearer.
            if (Math.Abs(name.Length - written.Length) < least
                && s_distance.Distance(written.ToUpperInvariant(), name.ToUpperInvariant()) is var distance
                && distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>The one of <paramref name="names"/> that differs by one letter too many, too few, wrong or in the place of its neighbour; null where there is none, or where it is right.</summary>
    public static string? Slip(string written, IReadOnlyCollection<string> names) =>
        written.Length < 4 || names.Contains(written) ? null : names.FirstOrDefault(name => s_distance.Distance(written.ToUpperInvariant(), name.ToUpperInvariant()) <= 1);

    /// <summary>A sentence that names the closest of <paramref name="names"/>, or else all of them; empty where there are too many to read.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> names) =>
        Of(written, names) is { } nearest ? $"Did you mean '{nearest}'?"
        : names.Count == 0 ? "There is none."
        : names.Count > MostListed ? ""
        : $"Known: {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
}
