using System.Globalization;
using System.Text;

namespace Ptm.MiniLM;

/// <summary>
/// A text as the model's vocabulary knows it: in small letters without accents, each punctuation mark a word.
/// The tokenizer of the package leaves line breaks, accents and most punctuation in the words, and small letters to the machine's culture.
/// </summary>
internal static class BertText
{
    // What is longer the tokenizer would leave out.
    const int MaxWordLength = 50;

    // One letter that is not in the vocabulary: an unknown word.
    const char UnknownWord = '\uFFFD';

    public static string Of(string text)
    {
        StringBuilder words = new(text.Length + 16);
        int start = 0;
        foreach (char letter in WellFormed(text).Normalize(NormalizationForm.FormD))
        {
            if (char.IsWhiteSpace(letter))
            {
                EndWord();
            }
            else if (char.IsPunctuation(letter) || (char.IsAscii(letter) && char.IsSymbol(letter)) || IsIdeograph(letter))
            {
                EndWord();
                words.Append(letter);
                EndWord();
            }
            else if (letter != UnknownWord && CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Control or UnicodeCategory.Format))
            {
                words.Append(char.ToLowerInvariant(letter));
            }
        }

        EndWord();
        return words.ToString();

        void EndWord()
        {
            if (words.Length - start > MaxWordLength)
            {
                words.Length = start;
                words.Append(UnknownWord);
            }

            if (words.Length > start)
            {
                words.Append(' ');
                start = words.Length;
            }
        }
    }

    // Half of a surrogate pair has no accents to be taken off, and is an error there.
    static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static bool IsIdeograph(char letter) => letter is (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');
}
