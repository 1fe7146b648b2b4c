namespace Ptm.Engine.Templating.Syntax;

/// <summary>Cuts a template into text and tags, and applies whitespace control (<c>{%-</c>, <c>-%}</c>). What stands in a tag is <see cref="TagLexer"/>'s work.</summary>
internal sealed class Lexer(TemplateSource source)
{
    readonly string _text = source.Text;
    readonly List<Token> _tokens = [];
    bool _trimNext;

    /// <summary>Whether there is anything but plain text.</summary>
    public static bool HasTags(string text) => text.AsSpan().IndexOf("{{") >= 0 || text.AsSpan().IndexOf("{%") >= 0
        || text.AsSpan().IndexOf("{#") >= 0 || text.AsSpan().IndexOf("#}") >= 0;

    public List<Token> Read()
    {
        int position = 0;
        while (position < _text.Length)
        {
            int open = FindTag(position);
            bool trimBefore = open + 2 < _text.Length && _text[open + 2] == '-';
            AddData(position, open, trimBefore);
            if (open == _text.Length)
            {
                break;
            }

            position = _text[open + 1] switch
            {
                '#' => SkipComment(open),
                '{' => ReadTag(open, trimBefore, TokenKind.OutputStart),
                _ => RawBlock.TryFind(_text, open, out RawBlock raw) ? AddRaw(open, raw) : ReadTag(open, trimBefore, TokenKind.TagStart),
            };
        }

        _tokens.Add(new Token(TokenKind.EndOfTemplate, _text.Length, _text.Length, ""));
        return _tokens;
    }

    int FindTag(int position)
    {
        for (int at = position; ; at++)
        {
            int next = _text.AsSpan(at).IndexOfAny('{', '#');
            if (next < 0 || at + next + 1 >= _text.Length)
            {
                return _text.Length;
            }

            at += next;
            char second = _text[at + 1];
            if (_text[at] == '{' && (second is '{' or '%' or '#'))
            {
                return at;
            }

            if (_text[at] == '#' && second == '}')
            {
                throw source.SyntaxError(at, "'#}' ends a comment that was never begun; write {{ '#}' }} where the text itself is meant");
            }
        }
    }

    void AddData(int start, int end, bool trimEnd)
    {
        ReadOnlySpan<char> data = _text.AsSpan(start, end - start);
        if (_trimNext)
        {
            data = JsText.TrimStart(data);
        }

        if (trimEnd)
        {
            data = JsText.TrimEnd(data);
        }

        _trimNext = false;
        if (data.Length > 0)
        {
            _tokens.Add(new Token(TokenKind.Data, start, end, data.ToString()));
        }
    }

    int SkipComment(int open)
    {
        int end = _text.IndexOf("#}", open + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw source.SyntaxError(open, "this comment never ends; '#}' expected");
        }

        _trimNext = _text[end - 1] == '-' && end - 1 > open + 1;
        return end + 2;
    }

    int AddRaw(int open, RawBlock raw)
    {
        if (!raw.IsClosed)
        {
            throw source.SyntaxError(open, $"'{raw.Name}' is never closed; '{{% end{raw.Name} %}}' expected");
        }

        _trimNext = raw.TrimStart;
        AddData(raw.Start, raw.End, raw.TrimEnd);
        _trimNext = raw.TrimNext;
        return raw.Next;
    }

    int ReadTag(int open, bool trimmed, TokenKind kind)
    {
        int position = open + (trimmed ? 3 : 2);
        _tokens.Add(new Token(kind, open, position, _text[open..(open + 2)]));
        while (position < _text.Length)
        {
            Token token = TagLexer.Next(source, position);
            position = token.End;
            if (token.Kind == TokenKind.EndOfTemplate)
            {
                break;
            }

            _tokens.Add(token);
            if (token.Kind is TokenKind.OutputEnd or TokenKind.TagEnd)
            {
                _trimNext = _text[token.Position] == '-';
                break;
            }
        }

        return position;
    }
}
