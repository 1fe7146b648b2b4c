using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary><c>{% set a, b = value %}</c></summary>
internal sealed class Set(int[] targets, Expression value) : Statement
{
    public override void Render(RenderScope scope)
    {
        Value result = value.Evaluate(scope);
        foreach (int target in targets)
        {
            scope.Assign(target, result);
        }
    }

    public override void FindVariables(VariableFinder finder)
    {
        string? path = finder.Read(value);
        foreach (int target in targets)
        {
            finder.Bind(target, path);
            finder.Publish(target);
        }
    }
}

/// <summary><c>{% set a %}…{% endset %}</c></summary>
internal sealed class BlockSet(int[] targets, Block body) : Statement
{
    public override void Render(RenderScope scope)
    {
        string text = body.Capture(scope);
        foreach (int target in targets)
        {
            scope.Assign(target, text);
        }
    }

    public override void FindVariables(VariableFinder finder)
    {
        body.FindVariables(finder);
        foreach (int target in targets)
        {
            finder.Bind(target);
            finder.Publish(target);
        }
    }
}

/// <summary>A block as the input of a filter: <c>{% filter upper %}…{% endfilter %}</c></summary>
internal sealed class FilteredBlock(int position) : Expression(position, 1)
{
    /// <summary>The block, which is parsed after the filter that takes it.</summary>
    public Block Body { get; set; } = Block.Empty;

    public override Value Evaluate(RenderScope scope) => Body.Capture(scope);

    public override void FindVariables(VariableFinder finder) => Body.FindVariables(finder);
}
