using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>A part of the tree that has a value.</summary>
/// <param name="position">Offset of its first character.</param>
/// <param name="depth">Levels of expressions below this one; bounded, since rendering recurses.</param>
internal abstract class Expression(int position, int depth)
{
    public int Position => position;

    public int Depth => depth;

    /// <summary>Offset behind its last character; only kept where <see cref="NamesVariable"/> holds.</summary>
    public virtual int End => position;

    /// <summary>It is a variable or a member of one, so that undefined means something is missing in the data.</summary>
    public virtual bool NamesVariable => false;

    public abstract Value Evaluate(RenderScope scope);

    /// <summary>Tells the variables that it reads.</summary>
    public virtual void FindVariables(VariableFinder finder)
    {
    }

    /// <summary>The value where nothing is likely a mistake: printed, looped over, or given to a filter.</summary>
    public Value EvaluateRequired(RenderScope scope)
    {
        Value value = Evaluate(scope);
        if (value.IsUndefined)
        {
            scope.ReportUndefined(this);
        }

        return value;
    }

    protected static int DeepestOf(ReadOnlySpan<Expression> expressions)
    {
        int deepest = 0;
        foreach (Expression expression in expressions)
        {
            deepest = Math.Max(deepest, expression.Depth);
        }

        return deepest;
    }
}
