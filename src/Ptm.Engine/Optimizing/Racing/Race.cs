using Ptm.Engine.Optimizing.Candidates;

namespace Ptm.Engine.Optimizing.Racing;

/// <summary>
/// Who of a cycle's children goes on. All are compared with their parent on the same cases, as F-race does (Birattari et al. 2002), and after each rung the better half goes on to more cases,
/// as in successive halving (Jamieson and Talwalkar 2016): a child that is worse has cost few samples, and one that is kept has been seen on every case.
/// Decisions fall at the end of a rung alone and follow from its samples, so that they do not depend on what was answered first.
/// </summary>
internal sealed class Race(SearchState state, SearchPlan plan)
{
    /// <summary>How many of the cases have been seen by the end of each rung.</summary>
    public IReadOnlyList<int> Rungs
    {
        get
        {
            int all = state.Train.Count;
            List<int> counts = [];
            foreach (double share in plan.Rungs)
            {
                int count = Math.Min(all, Math.Max(plan.LeastCases, (int)Math.Ceiling(share * all)));
                if (count < all && (counts.Count == 0 || count > counts[^1]))
                {
                    counts.Add(count);
                }
            }

            return [.. counts, all];
        }
    }

    /// <summary>Who is out after a rung.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="children">The children who ran it.</param>
    /// <param name="seen">The cases seen so far.</param>
    /// <param name="samples">The rung's samples.</param>
    /// <param name="isLast">Whether it is the last.</param>
    public List<DroppedCandidate> Drop(Candidate parent, IReadOnlyList<Candidate> children, IReadOnlyList<string> seen, IReadOnlyList<SampleScore> samples, bool isLast)
    {
        SampleTable table = state.Table.With([parent.Id, .. children.Select(child => child.Id)], samples);
        List<(string Id, double? Gain)> ranked =
        [
            .. children
                .Select(child => (child.Id, Gain: table.Differences(child.Id, parent.Id, seen, state.Providers) is { Count: > 0 } differences ? differences.Average() : (double?)null))
                .OrderByDescending(one => one.Gain ?? double.MinValue),
        ];
        int most = isLast ? ranked.Count : (int)Math.Ceiling(plan.Kept * ranked.Count);
        List<DroppedCandidate> dropped = [];
        for (int place = 0; place < ranked.Count; place++)
        {
            (string id, double? gain) = ranked[place];
            string on = $"on {Optimizing.Count.Of(seen.Count, "case")}";
            if (gain is null)
            {
                dropped.Add(new(id, $"no case could be decided {on}"));
            }
            else if (isLast ? gain <= 0 : gain < -plan.Tolerance)
            {
                dropped.Add(new(id, $"{Points.Signed(gain.Value)} points against {parent.Id} {on}"));
            }
            else if (place >= most)
            {
                dropped.Add(new(id, $"{Points.Signed(gain.Value)} points against {parent.Id} {on}, and {ranked[0].Id} has {Points.Signed(ranked[0].Gain!.Value)}"));
            }
        }

        return dropped;
    }
}
