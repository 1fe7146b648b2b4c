namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>Templates of RFC 6570, whose names hold no dots for promptfoo's validator.</summary>
internal static class UriTemplateFormat
{
    public static bool Matches(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int open = text.IndexOf('{');
            if (!Letters.AreAll(open < 0 ? text : text[..open], IsLiteral))
            {
                return false;
            }

            if (open < 0)
            {
                return true;
            }

            int close = text.IndexOf('}');
            if (close < open || !IsExpression(text[(open + 1)..close]))
            {
                return false;
            }

            text = text[(close + 1)..];
        }

        return true;
    }

    static bool IsLiteral(char letter) => letter > ' ' && letter is not ('"' or '\'' or '%' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}');

    static bool IsExpression(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> list = text is ['+' or '#' or '.' or '/' or ';' or '?' or '&' or '=' or ',' or '!' or '@' or '|', ..] ? text[1..] : text;
        foreach (Range range in list.Split(','))
        {
            if (!IsVariable(list[range]))
            {
                return false;
            }
        }

        return true;
    }

    static bool IsVariable(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> name = text;
        int colon = text.IndexOf(':');
        if (colon >= 0)
        {
            name = text[..colon];
            ReadOnlySpan<char> length = text[(colon + 1)..];
            if (Letters.Number(length, 1, 4) < 0 || length[0] == '0')
            {
                return false;
            }
        }
        else if (text is [.., '*'])
        {
            name = text[..^1];
        }

        return !name.IsEmpty && Letters.AreAll(name, letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
    }
}
