using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>A text, a number, true, false or none.</summary>
internal sealed class Literal(int position, Value value) : Expression(position, 1)
{
    public Value Value => value;

    public override Value Evaluate(RenderScope scope) => value;
}

/// <summary><c>[a, b]</c></summary>
internal sealed class ListLiteral(int position, Expression[] items) : Expression(position, 1 + DeepestOf(items))
{
    public override Value Evaluate(RenderScope scope)
    {
        List<Value> values = new(items.Length);
        foreach (Expression item in items)
        {
            values.Add(item.Evaluate(scope));
        }

        return new ListValue(values);
    }

    public override void FindVariables(VariableFinder finder) => finder.ReadAll(items);
}

/// <summary><c>{a: 1, "b": 2}</c></summary>
internal sealed class DictLiteral(int position, string[] names, Expression[] values) : Expression(position, 1 + DeepestOf(values))
{
    public override Value Evaluate(RenderScope scope)
    {
        DictValue dict = new();
        for (int index = 0; index < names.Length; index++)
        {
            dict.Set(names[index], values[index].Evaluate(scope));
        }

        return dict;
    }

    public override void FindVariables(VariableFinder finder) => finder.ReadAll(values);
}

/// <summary><c>r/…/gi</c></summary>
internal sealed class PatternLiteral(int position, string pattern, string flags) : Expression(position, 1)
{
    public override Value Evaluate(RenderScope scope)
    {
        scope.Position = Position;
        return new PatternValue(pattern, flags);
    }
}

/// <summary><c>(a, b)</c>: JavaScript's comma, the value is the last one's.</summary>
internal sealed class Sequence(int position, Expression[] items) : Expression(position, 1 + DeepestOf(items))
{
    public override Value Evaluate(RenderScope scope)
    {
        Value last = Value.Undefined;
        foreach (Expression item in items)
        {
            last = item.Evaluate(scope);
        }

        return last;
    }

    public override void FindVariables(VariableFinder finder) => finder.ReadAll(items);
}
