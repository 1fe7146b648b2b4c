using System.Text;

namespace Ptm.Engine.Providers.Programs;

/// <summary>A command as words: separated by blanks, quoted with " or '. No shell reads it.</summary>
internal static class CommandLine
{
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int at = 0; at < text.Length; at++)
        {
            char one = text[at];
            if (quote != '\0')
            {
                if (one == quote)
                {
                    quote = '\0';
                }
                else if (one == '\\' && quote == '"' && at + 1 < text.Length && text[at + 1] is '"' or '\\')
                {
                    word.Append(text[++at]);
                }
                else
                {
                    word.Append(one);
                }
            }
            else if (one is '"' or '\'')
            {
                (quote, inWord) = (one, true);
            }
            else if (char.IsWhiteSpace(one))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else
            {
                word.Append(one);
                inWord = true;
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
