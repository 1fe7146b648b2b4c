using System.Text;

namespace Ptm.Engine.Library.Sources.Prompts;

/// <summary>Takes a command line apart: words between spaces, in quotes of either kind where they hold spaces.</summary>
internal static class ProgramLine
{
    public static IReadOnlyList<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        bool isOpen = false;
        foreach (char letter in line)
        {
            if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                quote = quote == '\0' ? letter : '\0';
                isOpen = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                Close(words, word, ref isOpen);
            }
            else
            {
                word.Append(letter);
                isOpen = true;
            }
        }

        Close(words, word, ref isOpen);
        return words;
    }

    static void Close(List<string> words, StringBuilder word, ref bool isOpen)
    {
        if (isOpen)
        {
            words.Add(word.ToString());
            word.Clear();
            isOpen = false;
        }
    }
}
