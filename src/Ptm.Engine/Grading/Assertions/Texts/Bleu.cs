namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>BLEU of one sentence (Papineni 2002): precision of sequences of 1 to 4 words against any reference, less what the output is too short.</summary>
internal static class Bleu
{
    const int MaxLength = 4;

    /// <summary>Stands for a precision of 0, whose logarithm has no value.</summary>
    const double Nothing = 1e-7;

    public static double Score(string output, IReadOnlyList<string> references)
    {
        List<string> found = Words.Lower(output);
        if (found.Count == 0)
        {
            return 0;
        }

        List<List<string>> wanted = [.. references.Select(Words.Lower)];
        int lengths = Math.Min(MaxLength, found.Count);
        double logarithms = 0;
        for (int length = 1; length <= lengths; length++)
        {
            logarithms += Math.Log(Precision(found, wanted, length));
        }

        return Brevity(found.Count, wanted) * Math.Exp(logarithms / lengths);
    }

    /// <summary>Of the reference that has most of the sequences.</summary>
    static double Precision(List<string> found, List<List<string>> wanted, int length)
    {
        Dictionary<string, int> counts = NGrams.Count(found, length);
        int overlap = wanted.Max(reference => NGrams.Overlap(counts, NGrams.Count(reference, length)));
        return overlap == 0 ? Nothing : (double)overlap / (found.Count - length + 1);
    }

    /// <summary>Against the reference of the nearest length; of two as near, the shorter.</summary>
    static double Brevity(int length, List<List<string>> wanted)
    {
        int nearest = wanted.Select(reference => reference.Count).Where(count => count > 0).OrderBy(count => Math.Abs(count - length)).ThenBy(count => count).FirstOrDefault();
        return length >= nearest ? 1 : Math.Exp(1 - ((double)nearest / length));
    }
}
