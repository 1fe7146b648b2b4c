namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>The stem of an English word in lower case (Porter 1980).</summary>
internal static class PorterStem
{
    const string Vowels = "aeiou";

    static readonly (string Suffix, string By)[] s_second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    static readonly (string Suffix, string By)[] s_third =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    static readonly string[] s_fourth =
        ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou"];

    public static string Of(string word)
    {
        if (word.Length < 3 || !word.All(char.IsAsciiLetterLower))
        {
            return word;
        }

        string stem = Past(Plural(word));
        stem = stem.EndsWith('y') && HasVowel(stem[..^1]) ? stem[..^1] + "i" : stem;
        stem = Replace(Replace(stem, s_second), s_third);
        return Tidy(Strip(stem));
    }

    static string Plural(string word) =>
        word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
        : word;

    static string Past(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }

        string? stem = word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2] : word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : null;
        return stem is null || !HasVowel(stem) ? word
            : stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("bl", StringComparison.Ordinal) || stem.EndsWith("iz", StringComparison.Ordinal) ? stem + "e"
            : EndsDouble(stem) && stem[^1] is not ('l' or 's' or 'z') ? stem[..^1]
            : Measure(stem) == 1 && EndsShort(stem) ? stem + "e"
            : stem;
    }

    static string Replace(string word, (string Suffix, string By)[] rules)
    {
        foreach ((string suffix, string by) in rules.OrderByDescending(rule => rule.Suffix.Length))
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                string stem = word[..^suffix.Length];
                return Measure(stem) > 0 ? stem + by : word;
            }
        }

        return word;
    }

    static string Strip(string word)
    {
        foreach (string suffix in s_fourth)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                string stem = word[..^suffix.Length];
                return Measure(stem) > 1 && (suffix != "ion" || stem.EndsWith('s') || stem.EndsWith('t')) ? stem : word;
            }
        }

        return word;
    }

    static string Tidy(string word)
    {
        if (word.EndsWith('e'))
        {
            string stem = word[..^1];
            int measure = Measure(stem);
            word = measure > 1 || (measure == 1 && !EndsShort(stem)) ? stem : word;
        }

        return word.EndsWith("ll", StringComparison.Ordinal) && Measure(word) > 1 ? word[..^1] : word;
    }

    static bool IsConsonant(string word, int at) =>
        !Vowels.Contains(word[at], StringComparison.Ordinal) && (word[at] != 'y' || at == 0 || !IsConsonant(word, at - 1));

    static bool HasVowel(string word) => Enumerable.Range(0, word.Length).Any(at => !IsConsonant(word, at));

    static bool EndsDouble(string word) => word.Length > 1 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    /// <summary>Consonant, vowel, consonant, where the last is none of w, x and y.</summary>
    static bool EndsShort(string word) =>
        word.Length > 2
        && IsConsonant(word, word.Length - 3) && !IsConsonant(word, word.Length - 2) && IsConsonant(word, word.Length - 1)
        && word[^1] is not ('w' or 'x' or 'y');

    /// <summary>How often a vowel is followed by a consonant.</summary>
    static int Measure(string word)
    {
        int measure = 0;
        for (int at = 1; at < word.Length; at++)
        {
            measure += IsConsonant(word, at) && !IsConsonant(word, at - 1) ? 1 : 0;
        }

        return measure;
    }
}
