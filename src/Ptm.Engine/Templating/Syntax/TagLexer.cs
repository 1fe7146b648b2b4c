using System.Buffers;
using System.Text;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>Reads the tokens inside of <c>{{ }}</c> and <c>{% %}</c>. As in Nunjucks a name is whatever is no space and no delimiter.</summary>
internal static class TagLexer
{
    const string WhiteSpace = " \n\t\r\u00a0";
    const string Delimiters = "()[]{}%*-+~/#,:|.<>=!";
    static readonly SearchValues<char> _endOfName = SearchValues.Create(WhiteSpace + Delimiters);
    static readonly string[] _operators = ["===", "!==", "==", "!=", "<=", ">=", "//", "**"];
    static readonly string[] _single = [.. Delimiters.Select(c => c.ToString())];

    public static Token Next(TemplateSource source, int position)
    {
        string text = source.Text;
        while (position < text.Length && WhiteSpace.Contains(text[position], StringComparison.Ordinal))
        {
            position++;
        }

        if (position == text.Length)
        {
            return new Token(TokenKind.EndOfTemplate, position, position, "");
        }

        ReadOnlySpan<char> rest = text.AsSpan(position);
        char first = rest[0];
        return first switch
        {
            '"' or '\'' => Quoted(source, position, first),
            'r' when rest.StartsWith("r/") => Pattern(source, position),
            _ when Ending(rest) is (TokenKind kind, string end) => new Token(kind, position, position + end.Length, end),
            _ when Delimiters.Contains(first, StringComparison.Ordinal) => Operator(rest, position),
            _ => Word(source, rest, position),
        };
    }

    static (TokenKind Kind, string Text)? Ending(ReadOnlySpan<char> rest) =>
        rest.StartsWith("%}") ? (TokenKind.TagEnd, "%}")
        : rest.StartsWith("}}") ? (TokenKind.OutputEnd, "}}")
        : rest.StartsWith("-%}") ? (TokenKind.TagEnd, "-%}")
        : rest.StartsWith("-}}") ? (TokenKind.OutputEnd, "-}}")
        : null;

    static Token Operator(ReadOnlySpan<char> rest, int position)
    {
        foreach (string candidate in _operators)
        {
            if (rest.StartsWith(candidate))
            {
                return new Token(TokenKind.Operator, position, position + candidate.Length, candidate);
            }
        }

        return new Token(TokenKind.Operator, position, position + 1, _single[Delimiters.IndexOf(rest[0], StringComparison.Ordinal)]);
    }

    static Token Word(TemplateSource source, ReadOnlySpan<char> rest, int position)
    {
        int length = rest.IndexOfAny(_endOfName);
        length = length < 0 ? rest.Length : length;
        if (rest[..length].ContainsAnyExceptInRange('0', '9'))
        {
            if (!JsText.IsWellFormed(rest[..length]))
            {
                throw source.SyntaxError(position, "this name holds half a character (a lone UTF-16 surrogate)");
            }

            return new Token(TokenKind.Name, position, position + length, rest[..length].ToString());
        }

        if (length < rest.Length && rest[length] == '.')
        {
            int digits = rest[(length + 1)..].IndexOfAnyExceptInRange('0', '9');
            length += 1 + (digits < 0 ? rest.Length - length - 1 : digits);
        }

        return new Token(TokenKind.Number, position, position + length, rest[..length].ToString());
    }

    static Token Quoted(TemplateSource source, int position, char quote)
    {
        string text = source.Text;
        int plain = text.AsSpan(position + 1).IndexOfAny(quote, '\\');
        if (plain >= 0 && text[position + 1 + plain] == quote)
        {
            return new Token(TokenKind.Text, position, position + plain + 2, text.Substring(position + 1, plain));
        }

        StringBuilder value = new();
        for (int at = position + 1; at < text.Length; at++)
        {
            char c = text[at];
            if (c == quote)
            {
                return new Token(TokenKind.Text, position, at + 1, value.ToString());
            }

            if (c == '\\' && at + 1 < text.Length)
            {
                at++;
                c = text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', char other => other };
            }

            value.Append(c);
        }

        throw source.SyntaxError(position, $"this text never ends; {quote} expected");
    }

    /// <summary>A regular expression literal, <c>r/…/gi</c>. The value is <c>pattern/flags</c>.</summary>
    static Token Pattern(TemplateSource source, int position)
    {
        string text = source.Text;
        int end = position + 2;
        while (end < text.Length && text[end] != '/')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        if (end >= text.Length)
        {
            throw source.SyntaxError(position, "this regular expression never ends; '/' expected");
        }

        int flags = end + 1;
        while (flags < text.Length && "gimy".Contains(text[flags], StringComparison.Ordinal))
        {
            flags++;
        }

        return new Token(TokenKind.Pattern, position, flags, $"{text[(position + 2)..end]}/{text[(end + 1)..flags]}");
    }
}
