namespace Ptm.Engine.Templating.Tree;

/// <summary>A part of the tree that writes output.</summary>
internal abstract class Statement
{
    public abstract void Render(RenderScope scope);

    /// <summary>Tells the variables that it reads and sets.</summary>
    public virtual void FindVariables(VariableFinder finder)
    {
    }
}

/// <summary>Statements in a row.</summary>
internal sealed class Block(Statement[] statements)
{
    public static Block Empty { get; } = new([]);

    public bool IsEmpty => statements.Length == 0;

    public void Render(RenderScope scope)
    {
        foreach (Statement statement in statements)
        {
            statement.Render(scope);
        }
    }

    public void FindVariables(VariableFinder finder)
    {
        foreach (Statement statement in statements)
        {
            statement.FindVariables(finder);
        }
    }

    /// <summary>Renders to a text of its own.</summary>
    public string Capture(RenderScope scope)
    {
        int start = scope.Output.Length;
        Render(scope);
        return scope.Output.Cut(start);
    }
}

/// <summary>Text outside of tags.</summary>
internal sealed class PlainText(string text) : Statement
{
    public override void Render(RenderScope scope) => scope.Output.Append(text);
}
