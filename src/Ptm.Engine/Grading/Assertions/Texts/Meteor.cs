namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>METEOR (Lavie 2007) with words matched exactly, then by their stems: weighted mean of precision and recall, less what the words are out of order. For the best reference.</summary>
internal static class Meteor
{
    const double RecallWeight = 0.9;
    const double PenaltyPower = 3;
    const double MaxPenalty = 0.5;

    public static double Score(string output, IReadOnlyList<string> references)
    {
        List<string> found = Words.WithoutPeriods(output);
        return references.Max(reference => Score(found, Words.WithoutPeriods(reference)));
    }

    static double Score(List<string> found, List<string> wanted)
    {
        int[] matches = new int[found.Count];
        Array.Fill(matches, -1);
        bool[] taken = new bool[wanted.Count];
        Match(found, wanted, matches, taken);
        Match(found.ConvertAll(PorterStem.Of), wanted.ConvertAll(PorterStem.Of), matches, taken);
        int matched = matches.Count(at => at >= 0);
        if (matched == 0)
        {
            return 0;
        }

        double precision = (double)matched / found.Count;
        double recall = (double)matched / wanted.Count;
        double mean = precision * recall / ((RecallWeight * precision) + ((1 - RecallWeight) * recall));
        double fragmentation = (double)Chunks(matches) / matched;
        return mean * (1 - (MaxPenalty * Math.Pow(fragmentation, PenaltyPower)));
    }

    /// <summary>Pairs equal words from the end on, each with the last that is still free.</summary>
    static void Match(List<string> found, List<string> wanted, int[] matches, bool[] taken)
    {
        Dictionary<string, Stack<int>> free = new(StringComparer.Ordinal);
        for (int at = 0; at < wanted.Count; at++)
        {
            if (!taken[at])
            {
                if (!free.TryGetValue(wanted[at], out Stack<int>? places))
                {
                    free[wanted[at]] = places = new Stack<int>();
                }

                places.Push(at);
            }
        }

        for (int at = found.Count - 1; at >= 0; at--)
        {
            if (matches[at] < 0 && free.TryGetValue(found[at], out Stack<int>? places) && places.TryPop(out int place))
            {
                matches[at] = place;
                taken[place] = true;
            }
        }
    }

    /// <summary>Runs of matched words that stand next to each other in both texts.</summary>
    static int Chunks(int[] matches)
    {
        int chunks = 0;
        int previous = -2;
        foreach (int place in matches)
        {
            chunks += place >= 0 && (previous < 0 || place != previous + 1) ? 1 : 0;
            previous = place;
        }

        return chunks;
    }
}
