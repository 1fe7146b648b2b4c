using Ptm.Engine.Templating.Filters;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>Parses expressions from the loosest operator (inline if) to the unary ones. What they consist of: <see cref="PrimaryParser"/>.</summary>
/// <remarks>
/// Nunjucks compiles to JavaScript without parentheses, so JavaScript's precedence holds among comparisons and among
/// <c>+ - ~</c> and <c>* / %</c>, while <c>//</c> and <c>**</c> become calls and bind as Nunjucks' own grammar says.
/// </remarks>
internal sealed class ExpressionParser
{
    readonly TokenReader _tokens;
    readonly PrimaryParser _primary;
    readonly IReadOnlyDictionary<string, FilterDefinition>? _filters;

    public ExpressionParser(TokenReader tokens, IReadOnlyDictionary<string, FilterDefinition>? filters)
    {
        _tokens = tokens;
        _filters = filters;
        _primary = new PrimaryParser(tokens, this);
    }

    public PrimaryParser Primary => _primary;

    public Expression Parse()
    {
        _tokens.Enter();
        Expression value = ParseOr();
        if (_tokens.SkipName("if"))
        {
            Expression condition = ParseOr();
            value = _tokens.Bounded(new InlineIf(condition, value, _tokens.SkipName("else") ? ParseOr() : null));
        }

        _tokens.Leave();
        return value;
    }

    /// <summary><c>input | filter(…)</c>, as often as it comes.</summary>
    public Expression ParseFilters(Expression input)
    {
        while (_tokens.SkipOperator("|"))
        {
            input = ParseFilter(input);
        }

        return input;
    }

    /// <summary>A filter's name and arguments.</summary>
    public Expression ParseFilter(Expression input)
    {
        int position = _tokens.Current.Position;
        string name = _tokens.ExpectName("a filter's name");
        while (_tokens.SkipOperator("."))
        {
            name += "." + _tokens.ExpectName("a filter's name");
        }

        FilterDefinition filter = _filters?.GetValueOrDefault(name) ?? FilterTable.Find(name) ?? throw _tokens.Source.SyntaxError(position, FilterTable.WhyMissing(name)
            ?? $"there is no filter '{name}'. {NearestName.Hint(name, FilterTable.Names)}");
        Arguments arguments = _tokens.Current.IsOperator("(") ? _primary.ParseArguments() : Arguments.None;
        return _tokens.Bounded(new FilterCall(position, input, filter, Positional(name, filter, arguments, position)));
    }

    Expression ParseOr() => ParseLogical("or", ParseAnd);

    Expression ParseAnd() => ParseLogical("and", ParseNot);

    Expression ParseLogical(string name, Func<Expression> parseOperand)
    {
        Expression first = parseOperand();
        if (!_tokens.Current.IsName(name))
        {
            return first;
        }

        List<Expression> operands = [first];
        while (_tokens.SkipName(name))
        {
            operands.Add(parseOperand());
        }

        return _tokens.Bounded(new Logical(name == "and", [.. operands]));
    }

    Expression ParseNot()
    {
        int position = _tokens.Current.Position;
        if (!_tokens.SkipName("not"))
        {
            return ParseIn();
        }

        _tokens.Enter();
        Expression operand = ParseNot();
        _tokens.Leave();
        return Negate(position, operand);
    }

    /// <summary>As in JavaScript <c>!a == b</c> negates a alone.</summary>
    Expression Negate(int position, Expression operand) =>
        operand is Binary { Operation: not (BinaryOperator.In or BinaryOperator.FloorDivide or BinaryOperator.Power) } binary
            ? new Binary(binary.Operation, Negate(position, binary.Left), binary.Right)
            : _tokens.Bounded(new Not(position, operand));

    Expression ParseIn()
    {
        Expression left = ParseIs();
        while (true)
        {
            bool isNegated = _tokens.Current.IsName("not") && _tokens.Peek().IsName("in");
            if (isNegated)
            {
                _tokens.Next();
            }

            if (!_tokens.SkipName("in"))
            {
                return left;
            }

            left = _tokens.Bounded(new Binary(BinaryOperator.In, left, ParseIs()));
            left = isNegated ? _tokens.Bounded(new Not(left.Position, left)) : left;
        }
    }

    Expression ParseIs()
    {
        Expression input = ParseComparison();
        if (!_tokens.SkipName("is"))
        {
            return input;
        }

        bool isNegated = _tokens.SkipName("not");
        int position = _tokens.Current.Position;
        if (_tokens.Current.Kind != TokenKind.Name)
        {
            throw _tokens.Unexpected("a test's name, such as 'defined',");
        }

        string name = _tokens.Next().Value;
        TemplateFunction test = ValueTests.Find(name)
            ?? throw _tokens.Source.SyntaxError(position, $"there is no test '{name}'. {NearestName.Hint(name, ValueTests.Names)}");
        Arguments arguments = _tokens.Current.IsOperator("(") ? _primary.ParseArguments() : Arguments.None;
        TestCall call = _tokens.Bounded(new TestCall(position, input, test, arguments));
        return isNegated ? _tokens.Bounded(new Not(position, call)) : call;
    }

    Expression ParseComparison()
    {
        Expression left = ParseRelation();
        while (Operators.Equality(_tokens.Current) is BinaryOperator operation)
        {
            _tokens.Next();
            left = _tokens.Bounded(new Binary(operation, left, ParseRelation()));
        }

        return left;
    }

    Expression ParseRelation()
    {
        Expression left = ParseSum();
        while (Operators.Relation(_tokens.Current) is BinaryOperator operation)
        {
            _tokens.Next();
            left = _tokens.Bounded(new Binary(operation, left, ParseSum()));
        }

        return left;
    }

    Expression ParseSum()
    {
        Expression left = ParseProduct(null, BinaryOperator.Multiply);
        while (Operators.Additive(_tokens.Current) is BinaryOperator operation)
        {
            _tokens.Next();
            left = _tokens.Bounded(new Binary(operation, left, ParseProduct(null, BinaryOperator.Multiply)));
        }

        return left;
    }

    /// <summary>Factors, each of which may be a run of <c>%</c>. A run before or behind <c>//</c> belongs to it as a whole.</summary>
    Expression ParseProduct(Expression? left, BinaryOperator operation)
    {
        while (true)
        {
            List<Expression> run = ParseModuloRun();
            if (_tokens.Current.IsOperator("//"))
            {
                run = [ParseFloorDivisions(Fold(run[0], run[1..]))];
            }

            Expression first = left is null ? run[0] : _tokens.Bounded(new Binary(operation, left, run[0]));
            left = Fold(first, run[1..]);
            if (Operators.Multiplicative(_tokens.Current) is not BinaryOperator next)
            {
                return left;
            }

            _tokens.Next();
            operation = next;
        }
    }

    Expression ParseFloorDivisions(Expression left)
    {
        while (_tokens.SkipOperator("//"))
        {
            List<Expression> run = ParseModuloRun();
            left = run.Count == 1
                ? _tokens.Bounded(new Binary(BinaryOperator.FloorDivide, left, run[0]))
                : FloorOf(Fold(_tokens.Bounded(new Binary(BinaryOperator.Divide, left, run[0])), run[1..]));
        }

        return left;
    }

    Binary FloorOf(Expression value) =>
        _tokens.Bounded(new Binary(BinaryOperator.FloorDivide, value, new Literal(value.Position, 1)));

    Expression Fold(Expression first, List<Expression> rest)
    {
        foreach (Expression divisor in rest)
        {
            first = _tokens.Bounded(new Binary(BinaryOperator.Modulo, first, divisor));
        }

        return first;
    }

    List<Expression> ParseModuloRun()
    {
        List<Expression> run = [ParsePower()];
        while (_tokens.SkipOperator("%"))
        {
            run.Add(ParsePower());
        }

        return run;
    }

    Expression ParsePower()
    {
        Expression left = ParseUnary(hasFilters: true);
        while (_tokens.SkipOperator("**"))
        {
            left = _tokens.Bounded(new Binary(BinaryOperator.Power, left, ParseUnary(hasFilters: true)));
        }

        return left;
    }

    Expression ParseUnary(bool hasFilters)
    {
        int position = _tokens.Current.Position;
        bool isNegative = _tokens.SkipOperator("-");
        Expression value;
        if (isNegative || _tokens.SkipOperator("+"))
        {
            _tokens.Enter();
            value = _tokens.Bounded(new Signed(position, isNegative, ParseUnary(hasFilters: false)));
            _tokens.Leave();
        }
        else
        {
            value = _primary.Parse();
        }

        return hasFilters ? ParseFilters(value) : value;
    }

    /// <summary>Puts arguments given by name where the filter expects them.</summary>
    Arguments Positional(string name, FilterDefinition filter, Arguments arguments, int position)
    {
        if (arguments.Named.Count == 0)
        {
            return arguments;
        }

        if (filter.TakesNames)
        {
            string[] names = [.. arguments.Named.Select(argument => argument.Key), "__keywords"];
            return new Arguments([.. arguments.Positional, new DictLiteral(position, names, [.. arguments.Named.Select(argument => argument.Value), new Literal(position, true)])], []);
        }

        List<Expression> values = [.. arguments.Positional];
        foreach ((string parameter, Expression value) in arguments.Named)
        {
            int index = Array.IndexOf(filter.Parameters, parameter);
            if (index < 0)
            {
                throw _tokens.Source.SyntaxError(position, filter.Parameters.Length == 0
                    ? $"the filter '{name}' takes its arguments by position, not by name ('{parameter}=')"
                    : $"the filter '{name}' has no argument '{parameter}'; it has {string.Join(", ", filter.Parameters)}");
            }

            while (values.Count <= index)
            {
                values.Add(new Literal(position, Value.Undefined));
            }

            values[index] = value;
        }

        return new Arguments([.. values], []);
    }
}
