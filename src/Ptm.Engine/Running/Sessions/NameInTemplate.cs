namespace Ptm.Engine.Running.Sessions;

/// <summary>Finds a variable's name between the signs of a template.</summary>
internal static class NameInTemplate
{
    public static bool IsIn(string text, string name)
    {
        for (int open = text.IndexOf('{', StringComparison.Ordinal); open >= 0 && open + 1 < text.Length; open = text.IndexOf('{', open + 1))
        {
            if (text[open + 1] is not ('{' or '%'))
            {
                continue;
            }

            int close = text.IndexOf(text[open + 1] == '{' ? "}}" : "%}", open + 2, StringComparison.Ordinal);
            if (close < 0)
            {
                return false;
            }

            if (HasWord(text.AsSpan(open + 2, close - open - 2), name))
            {
                return true;
            }

            open = close;
        }

        return false;
    }

    static bool HasWord(ReadOnlySpan<char> text, string name)
    {
        for (int from = 0; text[from..].IndexOf(name, StringComparison.Ordinal) is >= 0 and var at; from += at + name.Length)
        {
            int start = from + at;
            int end = start + name.Length;
            if ((start == 0 || !IsNamePart(text[start - 1])) && (end == text.Length || !IsNamePart(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsNamePart(char character) => char.IsLetterOrDigit(character) || character is '_' or '$' or '.';
}
