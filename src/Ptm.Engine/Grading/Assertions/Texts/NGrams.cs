namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>How often each sequence of words of one length stands in a text.</summary>
internal static class NGrams
{
    public static Dictionary<string, int> Count(List<string> words, int length)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int at = 0; at + length <= words.Count; at++)
        {
            // No word holds a space, so the joined text stands for one sequence only.
            string sequence = length == 1 ? words[at] : string.Join(' ', words.GetRange(at, length));
            counts[sequence] = counts.GetValueOrDefault(sequence) + 1;
        }

        return counts;
    }

    /// <summary>How many sequences both have, each at most as often as either has it.</summary>
    public static int Overlap(Dictionary<string, int> counts, Dictionary<string, int> others) =>
        counts.Sum(sequence => Math.Min(sequence.Value, others.GetValueOrDefault(sequence.Key)));
}
