using F23.StringSimilarity;

namespace Ptm.Engine.Grading;

/// <summary>What a misspelt name was meant to be.</summary>
internal static class NearestName
{
    /// <summary><c>; did you mean "…"?</c>, or nothing when no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> names)
    {
        OptimalStringAlignment distance = new();
        string? nearest = null;
        double least = Math.Max(2, name.Length / 3) + 1;
        foreach (string candidate in names.Order(StringComparer.Ordinal))
        {
            double away = Math.Abs(candidate.Length - name.Length) >= least
                ? least
                : distance.Distance(name, candidate);
            if (away < least)
            {
                (nearest, least) = (candidate, away);
            }
        }

        return nearest is null ? "" : $"; did you mean \"{nearest}\"?";
    }
}
