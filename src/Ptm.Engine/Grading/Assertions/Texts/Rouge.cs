namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>ROUGE-1: the harmonic mean of precision and recall of single words and punctuation marks (Lin 2004).</summary>
internal static class Rouge
{
    public static double Score(string output, IReadOnlyList<string> references)
    {
        List<string> found = TreebankWords.Of(output);
        List<string> wanted = TreebankWords.Of(references[0]);
        int overlap = NGrams.Overlap(NGrams.Count(found, 1), NGrams.Count(wanted, 1));
        return overlap == 0 ? 0 : 2.0 * overlap / (found.Count + wanted.Count);
    }
}
