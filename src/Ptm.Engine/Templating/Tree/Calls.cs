using System.Runtime.CompilerServices;
using Ptm.Engine.Templating.Filters;
using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>Room for the arguments of most calls without an array.</summary>
[InlineArray(Capacity)]
internal struct ArgumentRoom
{
    public const int Capacity = 4;
#pragma warning disable IDE0044, CS0169, CA1823 // The runtime repeats this field Capacity times.
    Value _first;
#pragma warning restore IDE0044, CS0169, CA1823
}

/// <summary>The arguments of a call, by position and by name.</summary>
internal sealed class Arguments(Expression[] positional, KeyValuePair<string, Expression>[] named)
{
    public static Arguments None { get; } = new([], []);

    public int Count => positional.Length;

    public IReadOnlyList<KeyValuePair<string, Expression>> Named => named;

    public IReadOnlyList<Expression> Positional => positional;

    public int Depth { get; } = Math.Max(
        positional.Select(e => e.Depth).DefaultIfEmpty().Max(),
        named.Select(e => e.Value.Depth).DefaultIfEmpty().Max());

    public void FindVariables(VariableFinder finder)
    {
        finder.ReadAll(positional);
        foreach ((_, Expression value) in named)
        {
            finder.Read(value);
        }
    }

    public void Evaluate(RenderScope scope, Span<Value> values)
    {
        for (int index = 0; index < positional.Length; index++)
        {
            values[index] = positional[index].Evaluate(scope);
        }
    }

    public KeyValuePair<string, Value>[] EvaluateNamed(RenderScope scope)
    {
        if (named.Length == 0)
        {
            return [];
        }

        KeyValuePair<string, Value>[] values = new KeyValuePair<string, Value>[named.Length];
        for (int index = 0; index < named.Length; index++)
        {
            values[index] = new(named[index].Key, named[index].Value.Evaluate(scope));
        }

        return values;
    }
}

/// <summary><c>input | filter(…)</c></summary>
internal sealed class FilterCall(int position, Expression input, FilterDefinition filter, Arguments arguments)
    : Expression(position, 1 + Math.Max(input.Depth, arguments.Depth))
{
    public override Value Evaluate(RenderScope scope)
    {
        Value value = filter.AllowsUndefined ? input.Evaluate(scope) : input.EvaluateRequired(scope);
        ArgumentRoom room = default;
        Span<Value> values = arguments.Count <= ArgumentRoom.Capacity ? room : new Value[arguments.Count];
        values = values[..arguments.Count];
        arguments.Evaluate(scope, values);
        scope.Position = Position;
        return filter.Body(scope, value, values);
    }

    public override void FindVariables(VariableFinder finder)
    {
        finder.Read(input);
        arguments.FindVariables(finder);
    }
}

/// <summary><c>input is test(…)</c></summary>
internal sealed class TestCall(int position, Expression input, TemplateFunction test, Arguments arguments)
    : Expression(position, 1 + Math.Max(input.Depth, arguments.Depth))
{
    public override Value Evaluate(RenderScope scope)
    {
        Value value = input.Evaluate(scope);
        Value[] values = arguments.Count == 0 ? [] : new Value[arguments.Count];
        arguments.Evaluate(scope, values);
        scope.Position = Position;
        return test(scope, value, values);
    }

    public override void FindVariables(VariableFinder finder)
    {
        finder.Read(input);
        arguments.FindVariables(finder);
    }
}

/// <summary><c>callee(…)</c></summary>
/// <param name="position">Where the callee begins.</param>
/// <param name="callee">What is called.</param>
/// <param name="written">The callee as written, for the error that it is none.</param>
/// <param name="arguments">The arguments.</param>
internal sealed class Call(int position, Expression callee, string written, Arguments arguments)
    : Expression(position, 1 + Math.Max(callee.Depth, arguments.Depth))
{
    public override Value Evaluate(RenderScope scope) => Invoke(scope, null);

    public override void FindVariables(VariableFinder finder)
    {
        finder.ReadCallee(callee);
        arguments.FindVariables(finder);
    }

    /// <summary>Calls, handing a <c>caller</c> along where a call block asks for it.</summary>
    public Value Invoke(RenderScope scope, FunctionValue? caller)
    {
        Value input = Value.Undefined;
        TemplateFunction? method = null;
        Value target = Value.Undefined;
        if (callee is Member member)
        {
            input = member.Target.Evaluate(scope);
            method = MemberLookup.Find(input, member.Key.Evaluate(scope), out target);
        }
        else
        {
            target = callee.Evaluate(scope);
        }

        if (method is null && target.Kind != ValueKind.Function)
        {
            scope.Position = Position;
            throw new TemplateFault(JsConversion.IsTruthy(target) || target.Kind == ValueKind.Text
                ? $"'{written}' is {JsOperators.Describe(target)}, not a function"
                : $"'{written}' cannot be called: it is undefined");
        }

        ArgumentRoom room = default;
        Span<Value> values = arguments.Count <= ArgumentRoom.Capacity ? room : new Value[arguments.Count];
        values = values[..arguments.Count];
        arguments.Evaluate(scope, values);
        KeyValuePair<string, Value>[] named = arguments.EvaluateNamed(scope);
        if (caller is not null)
        {
            named = [.. named, new("caller", caller)];
        }

        scope.Position = Position;
        return method is not null ? method(scope, input, values) : target.Function.Invoke(scope, values, named);
    }
}
