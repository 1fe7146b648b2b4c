namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>GLEU of one sentence (Wu 2016): the smaller of precision and recall over all sequences of 1 to 4 words, for the best reference.</summary>
internal static class Gleu
{
    const int MaxLength = 4;

    public static double Score(string output, IReadOnlyList<string> references)
    {
        List<string> found = Words.WithoutPeriods(output);
        return references.Max(reference => Score(found, Words.WithoutPeriods(reference)));
    }

    static double Score(List<string> found, List<string> wanted)
    {
        int overlap = 0;
        int ofFound = 0;
        int ofWanted = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            overlap += NGrams.Overlap(NGrams.Count(found, length), NGrams.Count(wanted, length));
            ofFound += Math.Max(0, found.Count - length + 1);
            ofWanted += Math.Max(0, wanted.Count - length + 1);
        }

        int larger = Math.Max(ofFound, ofWanted);
        return larger == 0 ? 0 : (double)overlap / larger;
    }
}
