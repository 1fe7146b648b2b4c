using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating.Values;

/// <summary>The body of a filter, a test or a method: <paramref name="input"/> is what stands left of it.</summary>
internal delegate Value TemplateFunction(RenderScope scope, Value input, ReadOnlySpan<Value> arguments);

/// <summary>Something a template can call.</summary>
internal abstract class FunctionValue
{
    public abstract Value Invoke(RenderScope scope, ReadOnlySpan<Value> arguments, IReadOnlyList<KeyValuePair<string, Value>> named);
}

/// <summary>A filter-like function with its left side bound: a method taken from its object, or a global.</summary>
internal sealed class BoundFunction(TemplateFunction body, Value input = default) : FunctionValue
{
    public override Value Invoke(RenderScope scope, ReadOnlySpan<Value> arguments, IReadOnlyList<KeyValuePair<string, Value>> named) =>
        body(scope, input, arguments);
}
