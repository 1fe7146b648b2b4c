namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>Finds one text in another in time proportional to their lengths, whatever they hold.</summary>
internal static class TextSearch
{
    const int Short = 16;

    public static bool IsIn(string text, string part) =>
        part.Length <= Short ? text.Contains(part, StringComparison.Ordinal) : part.Length <= text.Length && KnuthMorrisPratt(text, part);

    static bool KnuthMorrisPratt(string text, string part)
    {
        int[] borders = new int[part.Length];
        for (int at = 1, border = 0; at < part.Length; at++)
        {
            while (border > 0 && part[at] != part[border])
            {
                border = borders[border - 1];
            }

            border += part[at] == part[border] ? 1 : 0;
            borders[at] = border;
        }

        int matched = 0;
        foreach (char c in text)
        {
            while (matched > 0 && c != part[matched])
            {
                matched = borders[matched - 1];
            }

            matched += c == part[matched] ? 1 : 0;
            if (matched == part.Length)
            {
                return true;
            }
        }

        return false;
    }
}
