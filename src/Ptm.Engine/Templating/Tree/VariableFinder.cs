using System.Collections.Immutable;

namespace Ptm.Engine.Templating.Tree;

/// <summary>
/// Walks a tree for the variables that it reads and nothing in it has set by then: <c>user</c>, <c>user.name</c>, and <c>orders[].total</c> for a
/// member of an item. A variable that only one of two branches sets is read from the data after them.
/// </summary>
/// <param name="names">The names by their slots.</param>
internal sealed class VariableFinder(string[] names)
{
    const string Item = "[]";

    // Functions of the language, which are variables only where they are not called.
    static readonly string[] s_functions = ["range", "cycler", "joiner"];

    readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    readonly HashSet<int> _published = [];
    readonly Queue<MacroDefinition> _macros = [];

    // What is set, and for what of the data it stands; null for something made here.
    ImmutableDictionary<int, string?> _bound = ImmutableDictionary<int, string?>.Empty;
    int _depth;

    /// <summary>What an item of a list is called.</summary>
    public static string? ItemOf(string? path) => path is null ? null : path + Item;

    public IReadOnlyCollection<string> Find(Block root)
    {
        root.FindVariables(this);

        // A macro sees what the template has set at its top by the time of the call, and that may be anywhere.
        _depth++;
        while (_macros.TryDequeue(out MacroDefinition? macro))
        {
            _bound = _published.ToImmutableDictionary(slot => slot, _ => (string?)null);
            macro.FindVariables(this);
        }

        return _found;
    }

    /// <summary>Notes what an expression reads.</summary>
    /// <returns>The path of the data that it stands for; null where it is no variable or one that is made here.</returns>
    public string? Read(Expression expression)
    {
        string? path = PathOf(expression);
        if (path is not null)
        {
            string read = path;
            while (read.EndsWith(Item, StringComparison.Ordinal))
            {
                read = read[..^Item.Length];
            }

            _found.Add(read);
        }

        return path;
    }

    public void ReadAll(IEnumerable<Expression> expressions)
    {
        foreach (Expression expression in expressions)
        {
            Read(expression);
        }
    }

    /// <summary>What is called: a function of the language is no variable, and a method is no member of one.</summary>
    public void ReadCallee(Expression callee)
    {
        if (callee is Member member)
        {
            Read(member.Target);
            Read(member.Key);
        }
        else if (callee is not Name name || _bound.ContainsKey(name.Slot) || !s_functions.Contains(names[name.Slot]))
        {
            Read(callee);
        }
    }

    /// <summary>A name is set from here on.</summary>
    /// <param name="slot">The name.</param>
    /// <param name="path">What of the data it stands for; null for something made here.</param>
    public void Bind(int slot, string? path = null) => _bound = _bound.SetItem(slot, path);

    /// <summary>A name is set where macros see it, unless this is inside of a loop or a macro.</summary>
    public void Publish(int slot)
    {
        if (_depth == 0)
        {
            _published.Add(slot);
        }
    }

    /// <summary>A macro's body is looked at when all that it may see is known.</summary>
    public void Later(MacroDefinition macro) => _macros.Enqueue(macro);

    /// <summary>A scope, outside of which nothing is seen that it sets.</summary>
    public void Within(Action find)
    {
        ImmutableDictionary<int, string?> outer = _bound;
        _depth++;
        find();
        _depth--;
        _bound = outer;
    }

    /// <summary>Blocks of which one is rendered: behind them is set what all of them set.</summary>
    public void OneOf(IReadOnlyList<Block> blocks)
    {
        ImmutableDictionary<int, string?> before = _bound;
        ImmutableDictionary<int, string?>? all = null;
        foreach (Block block in blocks)
        {
            _bound = before;
            block.FindVariables(this);
            all = all is null ? _bound : Common(all, _bound);
        }

        _bound = all ?? before;
    }

    static ImmutableDictionary<int, string?> Common(ImmutableDictionary<int, string?> first, ImmutableDictionary<int, string?> second) =>
        first.Where(pair => second.ContainsKey(pair.Key)).ToImmutableDictionary(pair => pair.Key, pair => pair.Value == second[pair.Key] ? pair.Value : null);

    string? PathOf(Expression expression)
    {
        switch (expression)
        {
            case Name name:
                return _bound.TryGetValue(name.Slot, out string? path) ? path : names[name.Slot];
            case Member { Key: Literal { Value: { IsText: true, Text: var key } } } member:
                return PathOf(member.Target) is not { } owner ? null : key == "length" ? owner : $"{owner}.{key}";
            case Member member:
                Read(member.Key);
                return ItemOf(PathOf(member.Target));
            default:
                expression.FindVariables(this);
                return null;
        }
    }
}
