namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>Words as white space separates them, in JavaScript's sense of white space.</summary>
internal static class Words
{
    /// <summary>U+FEFF is white space in JavaScript and none in Unicode; U+0085 is the other way round.</summary>
    public static bool IsSpace(char unit) => unit == '\uFEFF' || (char.IsWhiteSpace(unit) && unit != '\u0085');

    public static List<string> Of(string text)
    {
        List<string> words = [];
        int start = -1;
        for (int at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && !IsSpace(text[at]))
            {
                start = start < 0 ? at : start;
            }
            else if (start >= 0)
            {
                words.Add(text[start..at]);
                start = -1;
            }
        }

        return words;
    }

    /// <summary>Words in lower case.</summary>
    public static List<string> Lower(string text) => Of(LowerCase.Of(text));

    /// <summary>Words in lower case without the periods at their ends; what is only periods is no word.</summary>
    public static List<string> WithoutPeriods(string text)
    {
        List<string> words = Lower(text);
        for (int i = 0; i < words.Count; i++)
        {
            words[i] = words[i].TrimEnd('.');
        }

        words.RemoveAll(word => word.Length == 0);
        return words;
    }
}
