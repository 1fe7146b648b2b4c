using F23.StringSimilarity;

namespace Ptm.Engine.Templating.Filters;

/// <summary>The known name that somebody who mistyped may have meant.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'upper'?</c>, or a list where nothing is near.</summary>
    public static string Suggest(string name, IReadOnlyCollection<string> known)
    {
        Damerau distance = new();
        string nearest = known.MinBy(candidate => distance.Distance(name, candidate))!;
        return distance.Distance(name, nearest) <= Math.Max(2, name.Length / 3)
            ? $"; did you mean '{nearest}'?"
            : $"; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}";
    }
}
