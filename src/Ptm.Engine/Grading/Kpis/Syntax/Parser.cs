using Ptm.Engine.Grading.Kpis.Tree;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis.Syntax;

/// <summary>
/// Python's expressions, from loose to tight: <c>if else</c>, <c>or</c>, <c>and</c>, <c>not</c>, comparisons, <c>+ -</c>, <c>* / // %</c>, signs, <c>**</c>, <c>[ ]</c>.
/// Operators of one level are kept in a list and not in a tree, so that a long sum is not deep.
/// </summary>
internal sealed class Parser(KpiSource source)
{
    readonly List<Token> _tokens = new Lexer(source).Read();
    readonly List<Name> _names = [];
    int _next;
    int _depth;

    /// <summary>Every name that the expression reads.</summary>
    public IReadOnlyList<Name> Names => _names;

    Token Current => _tokens[_next];

    public Expression Parse()
    {
        if (Current.Kind == TokenKind.End)
        {
            throw source.SyntaxError(0, "The expression is empty.");
        }

        Expression expression = Sequence(TokenKind.End);
        return Current.Kind == TokenKind.End ? expression : throw Unexpected();
    }

    /// <summary>One value, or several with commas between them, which are a tuple.</summary>
    Expression Sequence(TokenKind end, string? bracket = null)
    {
        int position = Current.Position;
        Expression first = Conditional();
        if (!Current.Is(","))
        {
            return first;
        }

        List<Expression> items = [first];
        while (Take(","))
        {
            if (bracket is null ? Current.Kind == end : Current.Is(bracket))
            {
                break;
            }

            items.Add(Conditional());
        }

        return new ListDisplay(items, IsTuple: true, position);
    }

    Expression Conditional()
    {
        using Nesting nesting = Deeper();
        Expression value = Or();
        int position = Current.Position;
        if (!Take("if"))
        {
            return value;
        }

        Expression condition = Or();
        return Take("else") ? new Conditional(value, condition, Conditional(), position) : throw Expected("'else', as in 'a if condition else b'");
    }

    Expression Or() => Logical("or", And);

    Expression And() => Logical("and", Not);

    Expression Logical(string word, Func<Expression> operand)
    {
        Expression first = operand();
        if (!Current.Is(word))
        {
            return first;
        }

        int position = Current.Position;
        List<Expression> operands = [first];
        while (Take(word))
        {
            operands.Add(operand());
        }

        return new Logical(word == "and", operands, position);
    }

    Expression Not()
    {
        using Nesting nesting = Deeper();
        int position = Current.Position;
        return Take("not") ? new Not(Not(), position) : Comparison();
    }

    Expression Comparison()
    {
        Expression first = Sum();
        List<ComparisonPart> parts = [];
        while (ComparisonSymbol(out int position) is { } symbol)
        {
            if (symbol is "is" or "is not" && Current is not { Kind: TokenKind.Name, Text: "None" or "True" or "False" })
            {
                throw source.SyntaxError(position, "'is' compares with None, True or False; write '==' for everything else.");
            }

            parts.Add(new(symbol, Sum(), position));
        }

        return parts.Count == 0 ? first : new Comparison(first, parts, parts[0].Position);
    }

    string? ComparisonSymbol(out int position)
    {
        position = Current.Position;
        if (Current.Is("not") && _tokens[_next + 1].Is("in"))
        {
            _next += 2;
            return "not in";
        }

        if (Take("is"))
        {
            return Take("not") ? "is not" : "is";
        }

        return Current is { Kind: TokenKind.Symbol, Text: "<" or "<=" or ">" or ">=" or "==" or "!=" or "in" } ? _tokens[_next++].Text : null;
    }

    Expression Sum() => Chain(Term, "+", "-");

    Expression Term() => Chain(Signed, "*", "/", "//", "%");

    Expression Chain(Func<Expression> operand, params ReadOnlySpan<string> symbols)
    {
        Expression first = operand();
        List<ChainPart>? parts = null;
        while (Current.Kind == TokenKind.Symbol && symbols.Contains(Current.Text))
        {
            Token symbol = _tokens[_next++];
            (parts ??= []).Add(new(symbol.Text, operand(), symbol.Position));
        }

        return parts is null ? first : new Chain(first, parts, parts[0].Position);
    }

    Expression Signed()
    {
        using Nesting nesting = Deeper();
        int position = Current.Position;
        return Take("-") ? new Sign(IsMinus: true, Signed(), position)
            : Take("+") ? new Sign(IsMinus: false, Signed(), position)
            : Power();
    }

    Expression Power()
    {
        Expression value = Subscripts();
        int position = Current.Position;
        return Take("**") ? new Power(value, Signed(), position) : value;
    }

    Expression Subscripts()
    {
        Expression value = Atom();
        int levels = 0;
        while (Current.Is("[") || Current.Is("("))
        {
            int position = Current.Position;
            if (Take("(") || ++levels > KpiLimits.MaxDepth)
            {
                throw source.SyntaxError(position, levels > KpiLimits.MaxDepth ? TooDeep : "Only min, max, abs, round and len are called.");
            }

            _next++;
            Expression key = Sequence(TokenKind.End, "]");
            value = Take("]") ? new Subscript(value, key, position) : throw Expected("']'");
        }

        return value;
    }

    Expression Atom()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _next++;
                return new Literal(token.Value!, token.Position);
            case TokenKind.Text:
                return Texts();
            case TokenKind.Name:
                _next++;
                return Word(token);
            case TokenKind.Symbol when token.Text == "(":
                _next++;
                return Parenthesis(token.Position);
            case TokenKind.Symbol when token.Text == "[":
                _next++;
                return new ListDisplay(Items("]"), IsTuple: false, token.Position);
            default:
                throw Expected("a value");
        }
    }

    // Texts that follow one another are one text.
    Literal Texts()
    {
        int position = Current.Position;
        string text = "";
        while (Current.Kind == TokenKind.Text)
        {
            text += ((KpiText)_tokens[_next++].Value!).Text;
        }

        return new(new KpiText(text), position);
    }

    Expression Word(Token word)
    {
        switch (word.Text)
        {
            case "True" or "False":
                return new Literal(KpiBool.Of(word.Text == "True"), word.Position);
            case "None":
                return new Literal(KpiNone.Value, word.Position);
        }

        if (Take("("))
        {
            return Functions.Find(word.Text) is { } function
                ? new Call(function, Items(")"), word.Position)
                : throw source.SyntaxError(word.Position, $"There is no function '{word.Text}'. {NearestName.Hint(word.Text, Functions.Names)}");
        }

        if (Functions.Find(word.Text) is not null)
        {
            throw source.SyntaxError(word.Position, $"'{word.Text}' is a function: write {word.Text}(…).");
        }

        Name name = new(word.Text, word.Position);
        _names.Add(name);
        return name;
    }

    Expression Parenthesis(int position)
    {
        if (Take(")"))
        {
            return new ListDisplay([], IsTuple: true, position);
        }

        Expression inner = Sequence(TokenKind.End, ")");
        return Take(")") ? inner : throw Expected("')'");
    }

    List<Expression> Items(string bracket)
    {
        List<Expression> items = [];
        while (!Take(bracket))
        {
            items.Add(Conditional());
            if (!Take(",") && !Current.Is(bracket))
            {
                throw Expected($"',' or '{bracket}'");
            }
        }

        return items;
    }

    bool Take(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        _next++;
        return true;
    }

    const string TooDeep = "The expression is nested more than 100 deep.";

    Nesting Deeper() => ++_depth > KpiLimits.MaxDepth * 3 ? throw source.SyntaxError(Current.Position, TooDeep) : new(this);

    KpiException Expected(string what) => source.SyntaxError(Current.Position, $"Expected {what}, and this is {Current}.");

    KpiException Unexpected() => source.SyntaxError(Current.Position, $"The expression is at an end before {Current}.");

    readonly ref struct Nesting(Parser parser)
    {
        public void Dispose() => parser._depth--;
    }
}
