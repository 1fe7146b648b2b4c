using System.Globalization;
using System.Text;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Sources.Json;

/// <summary>Reads JSON into nodes with places. JSON is YAML too, but its tabs, its places in a line of many and its errors want a reader of their own.</summary>
internal ref struct JsonNodes
{
    const int MaxDepth = 200;

    readonly ReadOnlySpan<char> _text;
    readonly string _path;
    int _at;
    int _line;
    int _lineStart;
    int _depth;

    JsonNodes(ReadOnlySpan<char> text, string path, int line)
    {
        _text = text;
        _path = path;
        _line = line;
    }

    /// <summary>Reads one value.</summary>
    /// <param name="text">The text; it holds nothing else.</param>
    /// <param name="path">Named in errors.</param>
    /// <param name="line">The line that the text begins in.</param>
    /// <exception cref="PtmException">PTM3002: no valid JSON; PTM3006: a key is there twice; PTM3008: too deep.</exception>
    public static YamlNode Parse(ReadOnlySpan<char> text, string path, int line = 1)
    {
        JsonNodes reader = new(text.TrimStart('\uFEFF'), path, line);
        reader.Skip();
        YamlNode root = reader.Value();
        reader.Skip();
        return reader._at == reader._text.Length ? root : throw reader.Wrong("Something follows the value, where the text should end.");
    }

    YamlNode Value()
    {
        int column = Column;
        int line = _line;
        switch (Peek)
        {
            case '{':
                return Object(line, column);
            case '[':
                return Array(line, column);
            case '"':
                return new YamlScalar(Text(), isPlain: false, line, column);
            case '-' or (>= '0' and <= '9'):
                return new YamlScalar(Number(), isPlain: true, line, column);
            default:
                foreach (string word in (ReadOnlySpan<string>)["true", "false", "null"])
                {
                    if (_text[_at..].StartsWith(word, StringComparison.Ordinal))
                    {
                        _at += word.Length;
                        return new YamlScalar(word, isPlain: true, line, column);
                    }
                }

                throw Wrong(_at == _text.Length
                    ? "The JSON ends where a value is expected."
                    : $"A value is expected here: text in double quotes, a number, true, false, null, [ or {{. '{Shown(Peek)}' begins none.");
        }
    }

    YamlMapping Object(int line, int column)
    {
        Enter();
        List<YamlEntry> entries = [];
        HashSet<string>? names = null;
        if (!TryTake('}'))
        {
            do
            {
                Skip();
                if (Peek != '"')
                {
                    throw Wrong("A key in double quotes is expected here.");
                }

                YamlScalar key = new(Text(out int keyLine, out int keyColumn), isPlain: false, keyLine, keyColumn);
                Refuse(entries, ref names, key);
                if (!TryTake(':'))
                {
                    throw Wrong("A ':' is expected after the key.");
                }

                Skip();
                entries.Add(new(key, Value()));
            }
            while (TryTake(','));
            Close('}');
        }

        _depth--;
        return new(entries, line, column);
    }

    readonly void Refuse(List<YamlEntry> entries, ref HashSet<string>? names, YamlScalar key)
    {
        // Most mappings are small, and looking through them costs less than a set.
        if (entries.Count == 16)
        {
            names = new(entries.Select(entry => entry.Key.Text), StringComparer.Ordinal);
        }

        if ((names is null || !names.Add(key.Text)) && entries.Find(entry => entry.Key.Text == key.Text) is { } first)
        {
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.Duplicate,
                DiagnosticSeverity.Error,
                $"The key '{key.Text}' is here a second time; the first is on line {first.Key.Line}. One of the two would be lost.",
                key.In(_path)));
        }
    }

    YamlSequence Array(int line, int column)
    {
        Enter();
        List<YamlNode> items = [];
        if (!TryTake(']'))
        {
            do
            {
                Skip();
                items.Add(Value());
            }
            while (TryTake(','));
            Close(']');
        }

        _depth--;
        return new(items, line, column);
    }

    void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"Values are nested more than {MaxDepth} deep.", Here));
        }

        _at++;
    }

    void Close(char sign)
    {
        if (!TryTake(sign))
        {
            throw Wrong(_at == _text.Length ? $"The JSON ends before its '{sign}'." : $"A ',' or '{sign}' is expected here.");
        }
    }

    string Text() => Text(out _, out _);

    string Text(out int line, out int column)
    {
        line = _line;
        column = Column;
        int start = ++_at;
        int plain = _text[_at..].IndexOfAny('"', '\\');
        if (plain >= 0 && _text[_at + plain] == '"' && _text.Slice(_at, plain).IndexOfAnyInRange('\0', '\u001F') < 0)
        {
            _at += plain + 1;
            return _text.Slice(start, plain).ToString();
        }

        StringBuilder text = new();
        while (true)
        {
            switch (Peek)
            {
                case '"':
                    _at++;
                    return text.ToString();
                case '\\':
                    text.Append(Escape());
                    break;
                case var letter when _at < _text.Length && letter >= ' ':
                    text.Append(letter);
                    _at++;
                    break;
                case var letter:
                    throw Wrong(_at == _text.Length
                        ? $"The text that begins in line {line}, column {column} has no closing quote."
                        : $"'{Shown(letter)}' cannot stand in a text as it is; write it with a backslash.");
            }
        }
    }

    char Escape()
    {
        char sign = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        int known = "\"\\/bfnrt".IndexOf(sign, StringComparison.Ordinal);
        if (known >= 0 && sign != '\0')
        {
            _at += 2;
            return "\"\\/\b\f\n\r\t"[known];
        }

        if (sign == 'u' && _at + 6 <= _text.Length && ushort.TryParse(_text.Slice(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            _at += 6;
            return (char)code;
        }

        throw Wrong("A backslash is followed by one of \" \\ / b f n r t, or by u and four hexadecimal digits.");
    }

    string Number()
    {
        int start = _at;
        _at += Peek == '-' ? 1 : 0;
        int whole = Digits();
        bool isRight = whole > 0 && (whole == 1 || _text[_at - whole] != '0');
        if (Peek == '.')
        {
            _at++;
            isRight &= Digits() > 0;
        }

        if (Peek is 'e' or 'E')
        {
            _at++;
            _at += Peek is '-' or '+' ? 1 : 0;
            isRight &= Digits() > 0;
        }

        if (!isRight || char.IsAsciiLetterOrDigit(Peek))
        {
            _at = start;
            throw Wrong("This is no number as JSON writes one.");
        }

        return _text[start.._at].ToString();
    }

    int Digits()
    {
        int start = _at;
        while (char.IsAsciiDigit(Peek))
        {
            _at++;
        }

        return _at - start;
    }

    bool TryTake(char sign)
    {
        Skip();
        if (Peek != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    void Skip()
    {
        for (; _at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r'; _at++)
        {
            if (_text[_at] == '\n' || (_text[_at] == '\r' && (_at + 1 == _text.Length || _text[_at + 1] != '\n')))
            {
                _line++;
                _lineStart = _at + 1;
            }
        }
    }

    readonly char Peek => _at < _text.Length ? _text[_at] : '\0';

    readonly int Column => _at - _lineStart + 1;

    readonly SourceLocation Here => new(_path, _line, Column);

    static string Shown(char letter) => letter < ' ' ? $"\\u{(int)letter:x4}" : letter.ToString();

    readonly PtmException Wrong(string message) =>
        new(new Diagnostic(DiagnosticCodes.InvalidSyntax, DiagnosticSeverity.Error, $"No valid JSON: {message}", Here));
}
