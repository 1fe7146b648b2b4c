using System.Runtime.CompilerServices;
using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>The tokens of a template, read one by one by both parsers, and the depth they have gone down to.</summary>
internal sealed class TokenReader(TemplateSource source)
{
    static readonly int _maxDepth = TemplateLimits.Default.MaxDepth;
    readonly List<Token> _tokens = new Lexer(source).Read();
    readonly Dictionary<string, int> _slots = [];
    int _at;
    int _depth;

    public TemplateSource Source => source;

    public Token Current => _tokens[_at];

    /// <summary>The token read last.</summary>
    public Token Previous => _tokens[Math.Max(_at - 1, 0)];

    /// <summary>Offset behind the token read last.</summary>
    public int LastEnd => Previous.End;

    /// <summary>Every name used, by its number.</summary>
    public string[] Names => [.. _slots.Keys];

    public Token Next() => _tokens[_at < _tokens.Count - 1 ? _at++ : _at];

    public Token Peek() => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public bool SkipOperator(string value) => Skip(Current.IsOperator(value));

    public bool SkipName(string value) => Skip(Current.IsName(value));

    public void Expect(TokenKind kind, string what)
    {
        if (!Skip(Current.Kind == kind))
        {
            throw Unexpected(what);
        }
    }

    public void ExpectOperator(string value)
    {
        if (!SkipOperator(value))
        {
            throw Unexpected($"'{value}'");
        }
    }

    /// <summary>A variable's name to assign to.</summary>
    public string ExpectName(string what)
    {
        if (Current.Kind != TokenKind.Name || Current.Value is "true" or "false" or "none" or "null")
        {
            throw Unexpected(what);
        }

        return Next().Value;
    }

    public TemplateException Unexpected(string expected) =>
        source.SyntaxError(Current.Position, $"{expected} expected, got {Current.Describe()}");

    /// <summary>The number of a name.</summary>
    public int Slot(string name)
    {
        if (!_slots.TryGetValue(name, out int slot))
        {
            slot = _slots.Count;
            _slots.Add(name, slot);
        }

        return slot;
    }

    public bool HasSlot(string name) => _slots.ContainsKey(name);

    /// <summary>One level down; to be left with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (++_depth > _maxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TooDeep(Current.Position);
        }
    }

    public void Leave() => _depth--;

    /// <summary>Refuses an expression that would take too many levels to evaluate.</summary>
    public T Bounded<T>(T expression)
        where T : Expression =>
        expression.Depth <= _maxDepth ? expression : throw TooDeep(expression.Position);

    TemplateException TooDeep(int position) =>
        source.SyntaxError(position, $"the template is nested more than {_maxDepth} levels deep; split it up");

    bool Skip(bool matches)
    {
        if (matches)
        {
            Next();
        }

        return matches;
    }
}
