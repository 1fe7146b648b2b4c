using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>Parses what expressions consist of: literals, names, groups, and the <c>.a</c>, <c>[b]</c> and <c>(c)</c> behind them.</summary>
internal sealed class PrimaryParser(TokenReader tokens, ExpressionParser expressions)
{
    public Expression Parse()
    {
        Expression value = ParseStart();
        while (true)
        {
            if (tokens.Current.IsOperator("("))
            {
                string written = tokens.Source.Text[value.Position..tokens.LastEnd];
                value = tokens.Bounded(new Call(value.Position, value, written, ParseArguments()));
            }
            else if (tokens.SkipOperator("["))
            {
                Expression key = expressions.Parse();
                tokens.ExpectOperator("]");
                value = tokens.Bounded(new Member(value, key, tokens.LastEnd));
            }
            else if (tokens.SkipOperator("."))
            {
                int position = tokens.Current.Position;
                string name = tokens.Current.Kind == TokenKind.Name ? tokens.Next().Value : throw tokens.Unexpected("a property's name");
                value = tokens.Bounded(new Member(value, new Literal(position, name), tokens.LastEnd));
            }
            else
            {
                return value;
            }
        }
    }

    /// <summary><c>(a, b=1)</c></summary>
    public Arguments ParseArguments()
    {
        tokens.ExpectOperator("(");
        List<Expression> positional = [];
        List<KeyValuePair<string, Expression>> named = [];
        bool isFirst = true;
        while (!tokens.SkipOperator(")"))
        {
            if (!isFirst && !tokens.SkipOperator(","))
            {
                throw tokens.Unexpected("',' or ')'");
            }

            isFirst = false;
            if (tokens.Current.Kind == TokenKind.Name && tokens.Peek().IsOperator("="))
            {
                string name = tokens.Next().Value;
                tokens.Next();
                named.Add(new(name, expressions.Parse()));
            }
            else
            {
                positional.Add(expressions.Parse());
            }
        }

        return new Arguments([.. positional], [.. named]);
    }

    Expression ParseStart()
    {
        Token token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                tokens.Next();
                return new Literal(token.Position, token.Value);
            case TokenKind.Number:
                tokens.Next();
                return new Literal(token.Position, JsNumber.Parse(token.Value));
            case TokenKind.Pattern:
                tokens.Next();
                int slash = token.Value.LastIndexOf('/');
                return new PatternLiteral(token.Position, token.Value[..slash], token.Value[(slash + 1)..]);
            case TokenKind.Name:
                tokens.Next();
                return ParseName(token);
            case TokenKind.Operator:
                return ParseAggregate(token);
            default:
                throw tokens.Unexpected("a value");
        }
    }

    Expression ParseName(in Token token) => token.Value switch
    {
        "true" => new Literal(token.Position, true),
        "false" => new Literal(token.Position, false),
        "none" or "null" => new Literal(token.Position, Value.Null),
        _ => new Name(token.Position, token.End, tokens.Slot(token.Value)),
    };

    Expression ParseAggregate(in Token token)
    {
        switch (token.Value)
        {
            case "(":
                return ParseGroup(token.Position);
            case "[":
                tokens.Next();
                return tokens.Bounded(new ListLiteral(token.Position, ParseItems("]")));
            case "{":
                return ParseDict(token.Position);
            default:
                throw tokens.Unexpected("a value");
        }
    }

    /// <summary>A lone operation keeps its group, which stops <c>not</c> from reaching into it.</summary>
    Expression ParseGroup(int position)
    {
        tokens.Next();
        Expression[] items = ParseItems(")");
        return items.Length switch
        {
            0 => throw tokens.Source.SyntaxError(position, "a value expected between '(' and ')'"),
            1 when items[0] is not Binary => items[0],
            _ => tokens.Bounded(new Sequence(position, items)),
        };
    }

    Expression[] ParseItems(string end)
    {
        List<Expression> items = [];
        while (!tokens.SkipOperator(end))
        {
            if (items.Count > 0 && !tokens.SkipOperator(","))
            {
                throw tokens.Unexpected($"',' or '{end}'");
            }

            items.Add(expressions.Parse());
        }

        return [.. items];
    }

    DictLiteral ParseDict(int position)
    {
        tokens.Next();
        List<string> names = [];
        List<Expression> values = [];
        while (!tokens.SkipOperator("}"))
        {
            if (names.Count > 0 && !tokens.SkipOperator(","))
            {
                throw tokens.Unexpected(tokens.Current.Kind == TokenKind.OutputEnd ? "'} }' with a space between (Nunjucks reads '}}' as the end of the tag)" : "',' or '}'");
            }

            names.Add(tokens.Current.Kind is TokenKind.Name or TokenKind.Text ? tokens.Next().Value : throw tokens.Unexpected("a name or a text as key"));
            tokens.ExpectOperator(":");
            values.Add(expressions.Parse());
        }

        return tokens.Bounded(new DictLiteral(position, [.. names], [.. values]));
    }
}
