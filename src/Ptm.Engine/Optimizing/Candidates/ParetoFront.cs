using Ptm.Engine.Optimizing.Racing;
using Ptm.Statistics;

namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>
/// The candidates that no other is at least as good as on every case where they are best (Agrawal et al. 2025, "GEPA", algorithm 2): one that is worse in the mean
/// and alone on some case is a parent too.
/// </summary>
internal static class ParetoFront
{
    /// <summary>The front, in the order of <paramref name="candidates"/>, each with the number of cases where none is better.</summary>
    public static IReadOnlyList<(string Candidate, int Cases)> Of(IReadOnlyList<string> candidates, SampleTable table, IReadOnlyList<string> cases, IReadOnlyList<string> providers)
    {
        // Who is best, case by case.
        List<HashSet<string>> fronts = [];
        foreach (string one in cases)
        {
            Dictionary<string, double> scores = [];
            foreach (string candidate in candidates)
            {
                if (table.ScoreOf(candidate, one, providers) is { } score)
                {
                    scores[candidate] = score;
                }
            }

            if (scores.Count > 0)
            {
                double best = scores.Values.Max() - 1e-9;
                fronts.Add([.. scores.Where(pair => pair.Value >= best).Select(pair => pair.Key)]);
            }
        }

        // The weakest goes first of those in whose place another stands on every case.
        List<string> left = [.. candidates.Where(candidate => fronts.Any(front => front.Contains(candidate)))];
        foreach (string candidate in left.OrderBy(one => table.MeanOf(one, cases, providers) ?? 0).ThenByDescending(one => left.IndexOf(one)).ToList())
        {
            if (left.Count > 1 && fronts.Where(front => front.Contains(candidate)).All(front => front.Count > 1))
            {
                left.Remove(candidate);
                fronts.ForEach(front => front.Remove(candidate));
            }
        }

        return [.. left.Select(candidate => (candidate, fronts.Count(front => front.Contains(candidate))))];
    }

    /// <summary>Draws one, as often as the cases where none is better.</summary>
    public static string Draw(IReadOnlyList<(string Candidate, int Cases)> front, ref SplitMix64 random)
    {
        int place = random.NextIndex(front.Sum(one => one.Cases));
        foreach ((string candidate, int cases) in front)
        {
            place -= cases;
            if (place < 0)
            {
                return candidate;
            }
        }

        return front[^1].Candidate;
    }
}
