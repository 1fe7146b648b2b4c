using System.Collections.Frozen;
using System.Globalization;

namespace Ptm.Engine.Grading.Kpis.Syntax;

/// <summary>Cuts an expression into tokens, as Python does, and says what to write for what Python has not.</summary>
internal sealed class Lexer(KpiSource source)
{
    static readonly FrozenSet<string> s_words = new[] { "and", "or", "not", "if", "else", "in", "is" }.ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenSet<string> s_reserved = new[]
    {
        "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "except", "finally", "for", "from", "global", "import",
        "lambda", "nonlocal", "pass", "raise", "return", "try", "while", "with", "yield",
    }.ToFrozenSet(StringComparer.Ordinal);

    // The longest first.
    static readonly string[] s_symbols = ["**", "//", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "<", ">", "(", ")", "[", "]", ","];

    static readonly (string Written, string Advice)[] s_foreign =
    [
        ("&&", "Write 'and'."), ("||", "Write 'or'."), ("!", "Write 'not'."), ("?", "Write 'a if condition else b'."), ("=", "Write '==' to compare."),
        (".", "A value of vars is read as vars[\"name\"], a metric as metrics[\"name\"]."), (":", "There are no slices."), ("#", "There are no comments."),
        ("{", "There are no dicts and sets; a list is [1, 2]."), ("&", "There are no operators on bits."), ("|", "There are no operators on bits."),
        ("^", "A power is '**'."), ("~", "There are no operators on bits."), ("<<", "There are no operators on bits."), (">>", "There are no operators on bits."),
    ];

    int _at;

    string Text => source.Text;

    public List<Token> Read()
    {
        List<Token> tokens = [];
        while (true)
        {
            while (_at < Text.Length && Text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
            }

            if (_at == Text.Length)
            {
                // A block ends in a line break, behind which there is nothing to point to.
                tokens.Add(new(TokenKind.End, "", Text.AsSpan().TrimEnd().Length));
                return tokens;
            }

            tokens.Add(Next());
        }
    }

    Token Next()
    {
        int start = _at;
        char first = Text[start];
        if (first is '"' or '\'')
        {
            return new(TokenKind.Text, "", start, TextLiteral.Read(source, ref _at));
        }

        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < Text.Length && char.IsAsciiDigit(Text[start + 1])))
        {
            return new(TokenKind.Number, "", start, NumberLiteral.Read(source, ref _at));
        }

        return first == '_' || char.IsLetter(first) ? Name(start) : Symbol(start);
    }

    Token Name(int start)
    {
        while (_at < Text.Length && IsNamePart(Text[_at]))
        {
            _at++;
        }

        string name = Text[start.._at];
        if (_at < Text.Length && Text[_at] is '"' or '\'' && name.Length <= 2 && name.All(c => "rRbBfFuU".Contains(c, StringComparison.Ordinal)))
        {
            throw source.SyntaxError(start, $"A text has no prefix '{name}' here; write \"…\".");
        }

        return s_reserved.Contains(name)
            ? throw source.SyntaxError(start, $"'{name}' is no part of a KPI's expression, which is one value: arithmetic, comparisons, and/or/not, 'a if condition else b', min, max, abs, round, len.")
            : new(s_words.Contains(name) ? TokenKind.Symbol : TokenKind.Name, name, start);
    }

    Token Symbol(int start)
    {
        ReadOnlySpan<char> rest = Text.AsSpan(start);
        foreach ((string written, string advice) in s_foreign)
        {
            if (rest.StartsWith(written, StringComparison.Ordinal) && !(written is "!" or "=" && rest.Length > 1 && rest[1] == '='))
            {
                throw source.SyntaxError(start, $"'{written}' has no meaning here. {advice}");
            }
        }

        foreach (string symbol in s_symbols)
        {
            if (rest.StartsWith(symbol, StringComparison.Ordinal))
            {
                _at += symbol.Length;
                return new(TokenKind.Symbol, symbol, start);
            }
        }

        int length = rest.Length > 1 && char.IsSurrogatePair(rest[0], rest[1]) ? 2 : 1;
        string shown = char.IsControl(rest[0]) || char.IsSurrogate(rest[0]) && length == 1 ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)rest[0]:X4}") : rest[..length].ToString();
        throw source.SyntaxError(start, $"'{shown}' has no meaning here.");
    }

    static bool IsNamePart(char c) => c == '_' || char.IsLetterOrDigit(c);
}
