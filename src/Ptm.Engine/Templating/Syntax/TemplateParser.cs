using Ptm.Engine.Templating.Filters;
using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>Parses text, outputs and tags into the tree.</summary>
internal sealed class TemplateParser
{
    readonly TokenReader _tokens;
    readonly ExpressionParser _expressions;
    readonly MacroParser _macros;

    public TemplateParser(TemplateSource source, IReadOnlyDictionary<string, FilterDefinition>? filters)
    {
        _tokens = new TokenReader(source);
        _expressions = new ExpressionParser(_tokens, filters);
        _macros = new MacroParser(_tokens, _expressions, this);
    }

    public Template Parse()
    {
        Block root = ParseBlock();
        return new Template(_tokens.Source, root, _tokens.Names);
    }

    /// <summary>A tag's body with the tag that ends it.</summary>
    public Block ParseBody(in Token opening, string end)
    {
        Block body = ParseUntil(opening, end);
        EndTag(end);
        return body;
    }

    /// <summary>The end of the tag at hand.</summary>
    public void EndTag(string tag) => _tokens.Expect(TokenKind.TagEnd, $"'%}}' at the end of '{tag}'");

    /// <summary>Statements up to one of the tags that end them, whose name is read.</summary>
    Block ParseUntil(in Token opening, params ReadOnlySpan<string> ends)
    {
        _tokens.Enter();
        Block body = ParseBlock(ends);
        _tokens.Leave();
        return _tokens.Current.Kind == TokenKind.EndOfTemplate
            ? throw _tokens.Source.SyntaxError(opening.Position, $"'{opening.Value}' is never closed; '{{% {ends[^1]} %}}' expected")
            : body;
    }

    Block ParseBlock(params ReadOnlySpan<string> ends)
    {
        List<Statement> statements = [];
        while (_tokens.Current.Kind != TokenKind.EndOfTemplate)
        {
            Token token = _tokens.Next();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new PlainText(token.Value));
                    break;
                case TokenKind.OutputStart:
                    Expression value = _expressions.Parse();
                    _tokens.Expect(TokenKind.OutputEnd, "'}}'");
                    statements.Add(new Output(value));
                    break;
                default:
                    if (_tokens.Current.Kind == TokenKind.Name && ends.Contains(_tokens.Current.Value))
                    {
                        _tokens.Next();
                        return new Block([.. statements]);
                    }

                    statements.Add(ParseTag());
                    break;
            }
        }

        return new Block([.. statements]);
    }

    Statement ParseTag()
    {
        Token tag = _tokens.Current;
        if (tag.Kind != TokenKind.Name)
        {
            throw _tokens.Unexpected("a tag's name");
        }

        _tokens.Next();
        return tag.Value switch
        {
            "if" => ParseIf(tag),
            "for" => ParseFor(tag),
            "set" => ParseSet(tag),
            "switch" => ParseSwitch(tag),
            "macro" => _macros.ParseMacro(tag),
            "call" => _macros.ParseCall(tag),
            "filter" => ParseFilter(tag),
            _ => throw KnownTags.Refuse(_tokens.Source, tag),
        };
    }

    If ParseIf(Token tag)
    {
        List<(Expression Condition, Block Body)> branches = [];
        Block? otherwise = null;
        string end = "elif";
        while (end is "elif" or "elseif" or "if")
        {
            Expression condition = _expressions.Parse();
            EndTag("if");
            Block body = ParseUntil(tag, "elif", "elseif", "else", "endif");
            branches.Add((condition, body));
            end = _tokens.Previous.Value;
        }

        EndTag(end);
        if (end == "else")
        {
            otherwise = ParseBody(tag, "endif");
        }

        return new If([.. branches], otherwise);
    }

    For ParseFor(Token tag)
    {
        List<int> targets = [];
        do
        {
            targets.Add(_tokens.Slot(_tokens.ExpectName("a loop variable's name")));
        }
        while (_tokens.SkipOperator(","));

        if (!_tokens.SkipName("in"))
        {
            throw _tokens.Unexpected("'in'");
        }

        Expression source = _expressions.Parse();
        EndTag("for");
        Block body = ParseUntil(tag, "else", "endfor");
        string end = _tokens.Previous.Value;
        EndTag(end);
        Block? otherwise = end == "else" ? ParseBody(tag, "endfor") : null;
        return new For([.. targets], source, body, otherwise, _tokens.HasSlot("loop") ? _tokens.Slot("loop") : null);
    }

    Statement ParseSet(Token tag)
    {
        List<int> targets = [];
        do
        {
            targets.Add(_tokens.Slot(_tokens.ExpectName("a variable's name")));
        }
        while (_tokens.SkipOperator(","));

        if (_tokens.SkipOperator("="))
        {
            Expression value = _expressions.Parse();
            EndTag("set");
            return new Set([.. targets], value);
        }

        _tokens.Expect(TokenKind.TagEnd, "'=' or '%}'");
        return new BlockSet([.. targets], ParseBody(tag, "endset"));
    }

    Switch ParseSwitch(Token tag)
    {
        Expression subject = _expressions.Parse();
        EndTag("switch");
        ParseUntil(tag, "case", "default", "endswitch");
        string end = _tokens.Previous.Value;
        List<(Expression Value, Block Body)> cases = [];
        Block? otherwise = null;
        while (end != "endswitch")
        {
            Expression? value = end == "case" ? _expressions.Parse() : null;
            EndTag(end);
            Block body = ParseUntil(tag, "case", "default", "endswitch");
            if (value is null)
            {
                otherwise = body;
            }
            else
            {
                cases.Add((value, body));
            }

            end = _tokens.Previous.Value;
        }

        EndTag(end);
        return new Switch(subject, [.. cases], otherwise);
    }

    Output ParseFilter(Token tag)
    {
        FilteredBlock block = new(tag.Position);
        Expression filtered = _expressions.ParseFilter(block);
        EndTag("filter");
        block.Body = ParseBody(tag, "endfilter");
        return new Output(filtered);
    }
}
