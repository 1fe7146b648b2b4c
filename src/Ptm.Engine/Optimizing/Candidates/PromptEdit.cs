namespace Ptm.Engine.Optimizing.Candidates;

/// <summary>A change of one place of a prompt.</summary>
/// <param name="Part">The part's number, from 1; null for whichever holds the place.</param>
/// <param name="Find">What stands there now, which stands nowhere else.</param>
/// <param name="Replace">What shall stand there.</param>
internal sealed record PromptEdit(int? Part, string Find, string Replace)
{
    /// <summary>Changes texts, one change after another.</summary>
    /// <returns>Why a change cannot be made; null where all were.</returns>
    public static string? Apply(IReadOnlyList<PromptEdit> edits, string[] texts)
    {
        foreach (PromptEdit edit in edits)
        {
            if (edit.Flaw(texts, out int part) is { } flaw)
            {
                return flaw;
            }

            int at = texts[part].IndexOf(edit.Find, StringComparison.Ordinal);
            texts[part] = string.Concat(texts[part].AsSpan(0, at), edit.Replace, texts[part].AsSpan(at + edit.Find.Length));
        }

        return null;
    }

    string? Flaw(string[] texts, out int part)
    {
        part = 0;
        if (Find.Length == 0)
        {
            return "an edit does not say what it replaces";
        }

        if (Part is { } number && (number < 1 || number > texts.Length))
        {
            return $"an edit is of part {number}, and the prompt has {texts.Length}";
        }

        int[] places = [.. texts.Select(text => Count(text, Find))];
        int within = Part is { } only ? places[only - 1] : places.Sum();
        part = Part is { } given ? given - 1 : Array.FindIndex(places, count => count > 0);
        return within == 1 ? null : $"the text {Grading.Quote.Of(Find, 80)} that an edit replaces is there {(within == 0 ? "not at all" : $"{within} times")}";
    }

    static int Count(string text, string find)
    {
        int count = 0;
        for (int at = text.IndexOf(find, StringComparison.Ordinal); at >= 0; at = text.IndexOf(find, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
