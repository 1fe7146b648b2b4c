namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>Characters and digits as the grammars of formats name them.</summary>
internal static class Letters
{
    public static bool IsUnreserved(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~';

    public static bool IsSubDelimiter(char letter) => letter is '!' or '$' or '&' or '\'' or '(' or ')' or '*' or '+' or ',' or ';' or '=';

    /// <summary>White space as JavaScript has it.</summary>
    public static bool IsSpace(char letter) => letter == '\uFEFF' || (letter != '\u0085' && char.IsWhiteSpace(letter));

    public static bool IsPercentCode(ReadOnlySpan<char> text, int at) =>
        at + 2 < text.Length && text[at] == '%' && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);

    /// <summary>Whether a text is made of allowed characters and of <c>%XX</c>.</summary>
    public static bool AreAll(ReadOnlySpan<char> text, Func<char, bool> allowed)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (IsPercentCode(text, at))
            {
                at += 2;
            }
            else if (!allowed(text[at]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The number of a text of so many digits and nothing else, -1 for another one.</summary>
    public static int Number(ReadOnlySpan<char> text, int least, int most)
    {
        if (text.Length < least || text.Length > most)
        {
            return -1;
        }

        int number = 0;
        foreach (char letter in text)
        {
            if (!char.IsAsciiDigit(letter))
            {
                return -1;
            }

            number = (number * 10) + (letter - '0');
        }

        return number;
    }

    /// <summary>The digits at the start of a text.</summary>
    public static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }
}
