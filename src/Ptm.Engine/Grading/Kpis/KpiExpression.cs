using Ptm.Engine.Grading.Kpis.Syntax;
using Ptm.Engine.Grading.Kpis.Tree;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Grading.Kpis;

/// <summary>An expression in Python's notation over a case's figures. It reaches nothing else: no attribute, no function but five, no loop.</summary>
internal sealed class KpiExpression
{
    readonly KpiSource _source;
    readonly Expression _tree;

    KpiExpression(KpiSource source, Expression tree, IReadOnlyList<Name> names) => (_source, _tree, Names) = (source, tree, names);

    /// <summary>The names that it reads, in the order in which they are written.</summary>
    public IReadOnlyList<Name> Names { get; }

    /// <param name="text">The expression.</param>
    /// <param name="origin">The place of its first character; null when it comes from no file.</param>
    /// <exception cref="KpiException">PTM3011: it does not parse.</exception>
    public static KpiExpression Parse(string text, SourceLocation? origin = null)
    {
        KpiSource source = new(text, origin);
        if (text.Length > KpiLimits.MaxLength)
        {
            throw source.SyntaxError(0, $"The expression has {text.Length:N0} characters; at most {KpiLimits.MaxLength:N0} are read.");
        }

        Parser parser = new(source);
        Expression tree = parser.Parse();
        return new(source, tree, parser.Names);
    }

    /// <exception cref="KpiException">PTM4011: it has no value for these figures.</exception>
    public KpiValue Evaluate(IFigures figures) => _tree.Evaluate(new Evaluation(_source, figures));

    /// <summary>An error at a name, when it is known before any figure is.</summary>
    public KpiException Fail(Name name, string message) => _source.SyntaxError(name.Position, message);
}
